/** What the stage draws, pixel by pixel, for a world that streams its scenes; and that hours of it hold no more memory. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scene } from '../../envs/core/scene.ts';
import { type Publisher, startServer } from '../../server/index.ts';
import { fact, launchBrowser, openPage, picture, SKIP_REASON, screenshot, VIEWER_DIR } from './support.ts';

const WAIT = { timeout: 20_000, interval: 50 };

/** One square unit a shape, 4 by 2 of them; `x` moves the circle, `color` is the polygon's. */
function everyShape(x: number, color: `#${string}` = '#0000ff', text = '■'): Scene {
  return {
    view: { x: 0, y: 0, width: 4, height: 2 },
    background: '#101010',
    shapes: [
      { type: 'rect', x: 0, y: 0, width: 1, height: 1, fill: '#ff0000' },
      { type: 'circle', id: 'ball', x: 0, y: 0, radius: 0.4, fill: '#00ff00', transform: { x: 1.5 + x, y: 0.5 } },
      { type: 'polygon', points: [2, 0, 3, 0, 3, 1, 2, 1], fill: color },
      // Turned by a quarter about (3.5, 0.5): lies where it would not without.
      {
        type: 'rect',
        id: 'turned',
        x: -0.1,
        y: -0.5,
        width: 0.2,
        height: 1,
        fill: '#ffff00',
        transform: { x: 3.5, y: 0.5, rotation: Math.PI / 2 },
      },
      { type: 'line', points: [0, 1.5, 1, 1.5], stroke: '#ff00ff', strokeWidth: 0.5 },
      {
        type: 'pixels',
        x: 1,
        y: 1,
        width: 1,
        height: 1,
        columns: 2,
        rows: 1,
        palette: ['#00ffff', '#808080'],
        indices: new Uint8Array([0, 1]),
      },
      { type: 'sprite', image: 'nothing', x: 2, y: 1, width: 1, height: 1 },
      { type: 'text', x: 3.5, y: 1.5, text, size: 1, color: '#ffffff', align: 'center', baseline: 'middle' },
    ],
  };
}

/** Where in the scene (world units) which colour is expected, from `everyShape(0)`. */
const EXPECTED: readonly (readonly [what: string, x: number, y: number, rgb: string])[] = [
  ['rect', 0.5, 0.5, '255,0,0'],
  ['circle', 1.5, 0.5, '0,255,0'],
  ['outside the circle', 1.05, 0.05, '16,16,16'],
  ['polygon', 2.5, 0.5, '0,0,255'],
  ['turned rect, where it lies', 3.1, 0.5, '255,255,0'],
  ['turned rect, where it lay', 3.5, 0.1, '16,16,16'],
  ['line', 0.5, 1.5, '255,0,255'],
  ['first pixel', 1.25, 1.5, '0,255,255'],
  ['second pixel, not smoothed', 1.55, 1.5, '128,128,128'],
  ['inside an unknown image', 2.5, 1.5, '16,16,16'],
];

describe.skipIf(SKIP_REASON !== null)(`the stage${SKIP_REASON === null ? '' : ` (skipped: ${SKIP_REASON})`}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());

  function publishScenes(publisher: Publisher, episode: number, steps: number): void {
    publisher.send({ type: 'episode', episode, start: null, firstScene: everyShape(0) });
    const numbers = Array.from({ length: steps }, (_, i) => i);
    publisher.send({
      type: 'steps',
      episode,
      from: 0,
      actions: numbers,
      rewards: numbers.map(() => 0.5),
      policies: numbers.map(() => ({ kind: 'probabilities', values: [0.25, 0.75] })),
      // The geometry changes with each, so that views are redrawn and not only moved.
      scenes: numbers.map((i) => {
        const blue = (i % 256).toString(16).padStart(2, '0');
        const scene = i === steps - 1 ? everyShape(0) : everyShape(i / steps, `#0000${blue}`, `${episode}:${i}`);
        return { step: i + 1, scene };
      }),
    });
    publisher.send({
      type: 'episode_end',
      episode,
      outcome: { return: steps / 2, length: steps, terminated: false, truncated: true },
    });
  }

  /** A server with a session of a world that is a user's own, unless `bundled`. */
  async function serve(bundled = false) {
    const server = await startServer({ port: 0, viewerDir: VIEWER_DIR });
    const spec = { id: 'mine/World-v0', rewardThreshold: null, maxEpisodeSteps: null, kwargs: {}, bundled };
    const publisher = server.hub.publish({ kind: 'evaluation', name: 'mine', spec, agent: null, renderFps: 60 });
    return { server, publisher };
  }

  it('draws every kind of shape where and as the scene says', async () => {
    const { server, publisher } = await serve();
    const { page, problems } = await openPage(browser);
    try {
      publishScenes(publisher, 1, 30);
      await page.goto(server.url);
      await expect.poll(() => fact(page, 'outcome'), WAIT).toBe('truncated');
      expect(await fact(page, 'return')).toBe('15'); // 30 rewards of 0.5
      const box = (await page.locator('.stage canvas').boundingBox())!;
      // The view is fitted with 4% of the canvas left free on each side (viewer/stage/stage.ts).
      const unit = Math.min((box.width * 0.92) / 4, (box.height * 0.92) / 2);
      const at = EXPECTED.map(([, x, y]) => [
        Math.round(box.x + box.width / 2 + (x - 2) * unit),
        Math.round(box.y + box.height / 2 + (y - 1) * unit),
      ]);
      const seen = await colorsAt(await page.screenshot(), at);
      expect(EXPECTED.map(([what], i) => `${what}: ${seen[i]}`)).toEqual(
        EXPECTED.map(([what, , , rgb]) => `${what}: ${rgb}`),
      );
      expect(problems).toEqual([]);
      await screenshot(page, 'every-shape');
    } finally {
      await page.context().close();
      await server.close();
    }
  });

  it('says why an episode cannot be drawn, and shows its numbers all the same', async () => {
    const { server, publisher } = await serve(true); // Claims to be a world that the page has, and is not.
    const { page } = await openPage(browser);
    try {
      publisher.send({ type: 'episode', episode: 1, start: { kind: 'seed', seed: 1 } });
      publisher.send({ type: 'steps', episode: 1, from: 0, actions: [0, 0], rewards: [2, 3], policies: [null, null] });
      const outcome = { return: 5, length: 2, terminated: true, truncated: false };
      publisher.send({ type: 'episode_end', episode: 1, outcome });
      await page.goto(server.url);
      await expect.poll(() => page.locator('.stage-note').textContent(), WAIT).toContain('mine/World-v0');
      await expect.poll(() => fact(page, 'return'), WAIT).toBe('5');
    } finally {
      await page.context().close();
      await server.close();
    }
  });

  it('does not tween where the person asked for less motion', async () => {
    const { server, publisher } = await serve();
    const { page } = await openPage(browser, { reducedMotion: 'reduce' });
    try {
      // One picture at the beginning, one 600 steps later: in between the ball glides from 0 to 2.
      publisher.send({ type: 'episode', episode: 1, start: null, firstScene: everyShape(0) });
      await page.goto(server.url);
      await expect.poll(() => fact(page, 'step'), WAIT).toBe('0');
      const still = await picture(page);
      for (let i = 0; i < 3; i++) await page.keyboard.press('-');
      const scenes = [{ step: 600, scene: everyShape(2) }];
      const zeros = new Array(600).fill(0);
      publisher.send({
        type: 'steps',
        episode: 1,
        from: 0,
        actions: zeros,
        rewards: zeros,
        policies: zeros.map(() => null),
        scenes,
      });
      await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBeGreaterThan(3);
      expect((await picture(page)).equals(still)).toBe(true);
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await expect.poll(async () => (await picture(page)).equals(still), WAIT).toBe(false);
    } finally {
      await page.context().close();
      await server.close();
    }
  });

  it('is drawn again after the graphics driver was reset', async () => {
    const { server, publisher } = await serve();
    const { page } = await openPage(browser);
    try {
      publishScenes(publisher, 1, 5);
      await page.goto(server.url);
      await expect.poll(() => fact(page, 'outcome'), WAIT).toBe('truncated');
      const before = await picture(page);
      await page.evaluate(`new Promise((resolve) => {
        const canvas = document.querySelector('.stage canvas');
        const context = canvas.getContext('webgl2').getExtension('WEBGL_lose_context');
        canvas.addEventListener('webglcontextlost', () => setTimeout(() => context.restoreContext(), 50));
        canvas.addEventListener('webglcontextrestored', () => setTimeout(resolve, 50));
        context.loseContext();
      })`);
      await expect.poll(async () => (await picture(page)).equals(before), WAIT).toBe(true);
    } finally {
      await page.context().close();
      await server.close();
    }
  });

  it('holds no more after thousands of redrawn shapes and many episodes than after the first ones', async () => {
    const { server, publisher } = await serve();
    const { page } = await openPage(browser);
    try {
      await page.goto(server.url);
      const devtools = await page.context().newCDPSession(page);
      await devtools.send('Performance.enable');
      const memory = async () => {
        await devtools.send('HeapProfiler.collectGarbage');
        const { metrics } = await devtools.send('Performance.getMetrics');
        const metric = (name: string) => metrics.find((one) => one.name === name)!.value;
        return { heap: metric('JSHeapUsedSize'), nodes: metric('Nodes'), listeners: metric('JSEventListeners') };
      };
      let episode = 0;
      const playEpisodes = async (count: number) => {
        for (let i = 0; i < count; i++) {
          publishScenes(publisher, ++episode, 40);
          await expect.poll(() => fact(page, 'episode'), WAIT).toBe(String(episode));
        }
      };
      await playEpisodes(1);
      for (let i = 0; i < 8; i++) await page.keyboard.press('+');
      await playEpisodes(10);
      const before = await memory();
      await playEpisodes(40);
      const after = await memory();
      const growth = (after.heap - before.heap) / 1e6;
      console.log(
        `40 episodes of 40 scenes: heap ${(before.heap / 1e6).toFixed(2)} -> ${(after.heap / 1e6).toFixed(2)} MB, ` +
          `nodes ${before.nodes} -> ${after.nodes}, listeners ${before.listeners} -> ${after.listeners}`,
      );
      // One leaked Graphics a drawn scene would be some 40 * 20 * 8 shapes * 1 KB = 6 MB; garbage collection is exact to less than 1.
      expect(growth).toBeLessThan(2);
      expect(after.nodes).toBeLessThan(before.nodes + 100);
      expect(after.listeners).toBeLessThan(before.listeners + 20);
    } finally {
      await page.context().close();
      await server.close();
    }
  });

  /** The colours at points of a PNG, as `r,g,b`, decoded by the browser itself. */
  async function colorsAt(png: Buffer, points: readonly (readonly number[])[]): Promise<string[]> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const colors = await page.evaluate(`(async () => {
      const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,${png.toString('base64')}')).blob());
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      canvas.drawImage(bitmap, 0, 0);
      return ${JSON.stringify(points)}.map(([x, y]) => [...canvas.getImageData(x, y, 1, 1).data.slice(0, 3)].join(','));
    })()`);
    await context.close();
    return colors as string[];
  }
});
