/** Scenes as pixels: known colours at known places, and every registered world. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Pixels } from '../../../../envs/core/env.ts';
import { pictureSize, rasterise } from '../../../../envs/core/rasterise/rasterise.ts';
import type { Scene, TextShape } from '../../../../envs/core/scene.ts';
import { SCENE_THEMES } from '../../../../envs/core/theme.ts';
import { make, registeredEnvs } from '../../../../envs/index.ts';
import { misplaced, paintedPixel } from './painted-pixel.ts';
import { EVERY_SHAPE } from './scenes.ts';

const SIZE = { width: 400, height: 200 };

/** The smallest rectangle around everything that is not the background: `[left, top, right, bottom]`, ends excluded. */
function inked({ width, height, data }: Pixels, background: string): number[] {
  const box = [width, height, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      if (`${data[at]},${data[at + 1]},${data[at + 2]}` === background) continue;
      box[0] = Math.min(box[0]!, x);
      box[1] = Math.min(box[1]!, y);
      box[2] = Math.max(box[2]!, x + 1);
      box[3] = Math.max(box[3]!, y + 1);
    }
  }
  return box;
}

describe('rasterise', () => {
  it('paints every kind of shape where and as the scene says', () => {
    expect(misplaced(rasterise(EVERY_SHAPE, SIZE), 100)).toEqual([]);
  });

  it('gives the same bytes for the same scene, and pixels that are the caller’s', () => {
    const first = rasterise(EVERY_SHAPE, SIZE);
    const copy = first.data.slice();
    rasterise({ view: EVERY_SHAPE.view, shapes: [] }, SIZE);
    expect(isDeepStrictEqual(first.data, copy)).toBe(true);
    expect(isDeepStrictEqual(rasterise(EVERY_SHAPE, SIZE).data, copy)).toBe(true);
  });

  it('keeps proportions: what is beside the view is background', () => {
    const wide = rasterise(EVERY_SHAPE, { width: 400, height: 400 }); // 100 pixels left free above and below
    expect(paintedPixel(wide, 50, 50)).toBe('16,16,16');
    expect(paintedPixel(wide, 50, 150)).toBe('255,0,0');
    expect(paintedPixel(wide, 50, 350)).toBe('16,16,16');
  });

  it('drops alpha of any number of pixels, four at a time or not', () => {
    const red: Scene = { view: { x: 0, y: 0, width: 1, height: 1 }, background: '#ff8001', shapes: [] };
    for (const width of [1, 2, 3, 4, 5, 7]) {
      const { data } = rasterise(red, { width, height: 1 });
      expect([...data]).toEqual(Array.from({ length: width }, () => [255, 128, 1]).flat());
    }
  });

  it('resolves roles by the light theme, and shows a colour that is none', () => {
    const view = { x: 0, y: 0, width: 1, height: 1 };
    const paper = SCENE_THEMES.light.paper; // '#fbfaf7'
    expect([...rasterise({ view, shapes: [] }, { width: 1, height: 1 }).data]).toEqual([0xfb, 0xfa, 0xf7]);
    expect(paper).toBe('#fbfaf7');
    const wrong = { view, background: 'reddish' as '#', shapes: [] };
    expect([...rasterise(wrong, { width: 1, height: 1 }).data]).toEqual([255, 0, 255]);
  });

  it('draws a stroke without a width one pixel wide, whatever the scale', () => {
    const line = { type: 'line', points: [0, 0.05, 10, 0.05], stroke: '#000000', transform: { scale: 0.1 } } as const;
    // The view is one unit on 100 pixels: the line runs through the middle of row 0.
    const scene: Scene = { view: { x: 0, y: 0, width: 1, height: 1 }, background: '#ffffff', shapes: [line] };
    const [, top, , bottom] = inked(rasterise(scene, { width: 100, height: 100 }), '255,255,255');
    expect([top, bottom]).toEqual([0, 1]);
  });
});

describe('text', () => {
  const text = (fields: Partial<TextShape>): Scene => ({
    view: { x: 0, y: 0, width: 4, height: 2 },
    background: '#ffffff',
    shapes: [{ type: 'text', x: 2, y: 1, text: 'H', size: 1, color: '#000000', ...fields }],
  });
  const boxOf = (fields: Partial<TextShape>) => inked(rasterise(text(fields), SIZE), '255,255,255');

  // Inter's H stands on the baseline and is 0.728 em high (GLYPHS); with `middle`, its middle is the given y to a hundredth of an em.
  it('centres capitals on y with baseline middle', () => {
    const [, top, , bottom] = boxOf({ baseline: 'middle' });
    expect(bottom! - top!).toBeGreaterThanOrEqual(72);
    expect(bottom! - top!).toBeLessThanOrEqual(75);
    expect((top! + bottom!) / 2).toBeCloseTo(100, -0.5);
  });

  it('begins, centres and ends at x', () => {
    expect(boxOf({ align: 'start' })[0]).toBeGreaterThanOrEqual(200);
    const [left, , right] = boxOf({ align: 'center' });
    expect(Math.abs((left! + right!) / 2 - 200)).toBeLessThanOrEqual(1);
    expect(boxOf({ align: 'end' })[2]).toBeLessThanOrEqual(200);
  });

  it('hangs from y with baseline top and stands above y with baseline bottom', () => {
    expect(boxOf({ baseline: 'top', text: 'gH' })[1]).toBeGreaterThanOrEqual(100);
    expect(boxOf({ baseline: 'bottom', text: 'gH' })[3]).toBeLessThanOrEqual(100);
  });

  it('draws a box for a character it has no outline of', () => {
    const [left, top, right, bottom] = boxOf({ text: '鳥' });
    expect((right! - left!) * (bottom! - top!)).toBeGreaterThan(40 * 60);
  });
});

describe('the size of a picture', () => {
  const scene = (width: number, height: number): Scene => ({ view: { x: 0, y: 0, width, height }, shapes: [] });
  const none = { width: null, height: null };

  it.each([
    ['600 on the longer side', scene(3, 2), none, undefined, { width: 600, height: 400 }],
    ['600 on the longer side', scene(1, 4), none, undefined, { width: 150, height: 600 }],
    ["the world's own", scene(3, 2), none, { width: 500, height: 500 }, { width: 500, height: 500 }],
    [
      'the width asked for',
      scene(3, 2),
      { width: 90, height: null },
      { width: 5, height: 5 },
      { width: 90, height: 60 },
    ],
    ['the height asked for', scene(3, 2), { width: null, height: 90 }, undefined, { width: 135, height: 90 }],
    ['both as asked for', scene(3, 2), { width: 84, height: 84 }, undefined, { width: 84, height: 84 }],
    ['one pixel at least', scene(1000, 1), { width: 10, height: null }, undefined, { width: 10, height: 1 }],
  ])('is %s', (_rule, view, wanted, own, expected) => {
    expect(pictureSize(view, wanted, own)).toEqual(expected);
  });

  it('comes from make, in both spellings', () => {
    for (const options of [
      { renderWidth: 120, renderHeight: 80 },
      { render_width: 120, render_height: 80 },
    ]) {
      const env = make('CartPole-v1', options);
      env.reset({ seed: 0 });
      const { width, height } = env.render('rgb_array');
      expect([width, height]).toEqual([120, 80]);
    }
  });

  it.each([0, -1, 1.5, 8193, Number.NaN, '600'])('is refused where renderWidth is %s', (renderWidth) => {
    expect(() => make('CartPole-v1', { renderWidth: renderWidth as number })).toThrow(
      /^Cannot make CartPole-v1: renderWidth is a number of pixels in \[1, 8192\], got .+\. Give such a number/,
    );
  });

  // `gymnasium.make(id, render_mode="rgb_array").render().shape` of Gymnasium 1.4: (height, width, 3).
  it.each([
    ['CartPole-v1', 600, 400],
    ['MountainCar-v0', 600, 400],
    ['MountainCarContinuous-v0', 600, 400],
    ['Acrobot-v1', 500, 500],
    ['Pendulum-v1', 500, 500],
    ['FrozenLake-v1', 256, 256],
    ['FrozenLake8x8-v1', 512, 512],
    ['Taxi-v4', 536, 456],
    ['CliffWalking-v1', 768, 256],
    ['Blackjack-v1', 384, 376],
  ])("of %s is Gymnasium's", (id, width, height) => {
    const env = make(id);
    env.reset({ seed: 0 });
    const picture = env.render('rgb_array');
    expect([picture.width, picture.height]).toEqual([width, height]);
  });
});

describe('every registered world that draws a scene', () => {
  const ids = registeredEnvs()
    .map(({ id }) => id)
    .filter((id) => make(id).metadata.renderModes.includes('scene'));

  it.each(ids)('%s draws it in pixels: the size it says, more than one colour, the same twice', (id) => {
    const env = make(id, { renderWidth: 160 });
    env.reset({ seed: 3 });
    const { width, height, data } = env.render('rgb_array');
    expect(width).toBe(160);
    expect(data.length).toBe(width * height * 3);
    const colors = new Set<number>();
    for (let i = 0; i < data.length; i += 3) colors.add((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    expect(colors.size).toBeGreaterThan(1);
    expect(isDeepStrictEqual(env.render('rgb_array').data, data)).toBe(true);
  });
});
