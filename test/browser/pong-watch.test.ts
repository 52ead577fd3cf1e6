/** Pong in the viewer: the page emulates the console itself, and shows at every step the picture that Node's console gives. */
import { createHash } from 'node:crypto';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PixelsShape } from '../../envs/core/scene.ts';
import { make } from '../../envs/index.ts';
import { EpisodeStream, type LudusServer, startServer } from '../../server/index.ts';
import { fact, launchBrowser, openPage, SKIP_REASON, screenshot, VIEWER_DIR } from './support.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const [WIDTH, HEIGHT] = [256, 240];
/** Lines at the top that the badge in the stage's corner may cover. */
const COVERED = 40;
const STEPS = 240;
/** Of the scene's room in the stage: viewer/stage/stage.ts. */
const ROOM = 0.92;
const SEED = 11;

const act = (step: number) => [1, 1, 2, 0, 2][(step >> 3) % 5]!;
const hashOf = (rgb: Uint8Array) =>
  createHash('sha256')
    .update(rgb.subarray(COVERED * WIDTH * 3))
    .digest('hex');

/** The picture after each step, as the hash of its colours. */
function hashes(): {
  readonly all: readonly string[];
  /** All that occur. */
  readonly colors: readonly number[];
  readonly publish: (server: LudusServer) => string;
} {
  const env = make('Pong-v0');
  env.reset({ seed: SEED });
  const colors = new Set<number>();
  const look = () => {
    const { indices, palette } = env.render('scene').shapes[0] as PixelsShape;
    const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
    for (let i = 0; i < indices.length; i++) {
      const color = Number.parseInt(palette[indices[i]!]!.slice(1), 16);
      colors.add(color);
      rgb.set([color >> 16, (color >> 8) & 255, color & 255], 3 * i);
    }
    return hashOf(rgb);
  };
  const all = [look()];
  const rewards: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    rewards.push(env.step(act(step))[1]);
    all.push(look());
  }
  const publish = (server: LudusServer) => {
    const { metadata, spec } = env;
    const publisher = server.hub.publish({
      kind: 'evaluation',
      name: 'pong',
      spec: spec!,
      agent: null,
      renderFps: metadata.renderFps,
    });
    const stream = new EpisodeStream((events) => {
      for (const event of events) publisher.send(event);
    });
    stream.episodeStart({ episode: 0, start: { kind: 'seed', seed: SEED } });
    for (const [step, reward] of rewards.entries()) stream.step({ action: act(step), reward, policy: null });
    stream.flush();
    return publisher.session;
  };
  return { all, colors: [...colors], publish };
}

/** The browser mixes a few hundredths of a neighbour into some lines, where it puts the canvas on the page: the colour that was meant. */
function nearest(colors: readonly number[], red: number, green: number, blue: number): number {
  const distance = (color: number) =>
    ((color >> 16) - red) ** 2 + (((color >> 8) & 255) - green) ** 2 + ((color & 255) - blue) ** 2;
  return colors.reduce((best, color) => (distance(color) < distance(best) ? color : best));
}

/** The console's picture read back from the stage: the colour in the middle of each of its pixels. */
async function shownHash(page: Page, colors: readonly number[]): Promise<string> {
  const box = (await page.locator('.theatre .stage canvas').boundingBox())!;
  const image = await loadImage(await page.screenshot({ clip: box }));
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const unit = Math.min((box.width * ROOM) / WIDTH, (box.height * ROOM) / HEIGHT);
  expect(unit).toBeGreaterThan(1);
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const column = Math.floor(box.width / 2 + (x + 0.5 - WIDTH / 2) * unit);
      const row = Math.floor(box.height / 2 + (y + 0.5 - HEIGHT / 2) * unit);
      const at = 4 * (row * image.width + column);
      const color = nearest(colors, data[at]!, data[at + 1]!, data[at + 2]!);
      rgb.set([color >> 16, (color >> 8) & 255, color & 255], 3 * (y * WIDTH + x));
    }
  }
  return hashOf(rgb);
}

describe.skipIf(SKIP_REASON !== null)(
  `watching Pong${SKIP_REASON === null ? '' : ` (skipped: ${SKIP_REASON})`}`,
  () => {
    let browser: Browser;
    let server: LudusServer;
    beforeAll(async () => {
      browser = await launchBrowser();
      server = await startServer({ port: 0, viewerDir: VIEWER_DIR });
    });
    afterAll(async () => {
      await browser?.close();
      await server?.close();
    });

    it('scrubs an episode from pixels, forth and back, and shows the pictures of this process', async () => {
      const { all, colors, publish } = hashes();
      expect(new Set(all).size).toBeGreaterThan(STEPS / 2); // most steps look different
      const session = publish(server);
      const { page, problems } = await openPage(browser);
      await page.goto(`${server.url}/#/${session}`);
      const slider = page.getByRole('slider', { name: 'Step of the episode' });
      await expect.poll(() => slider.getAttribute('max'), WAIT).toBe(String(STEPS));
      for (const step of [60, 200, 25, 0, STEPS]) {
        await slider.fill(String(step));
        await expect.poll(() => fact(page, 'step'), WAIT).toBe(String(step));
        await expect.poll(() => shownHash(page, colors), WAIT).toBe(all[step]);
      }
      await screenshot(page, 'watch-pong');
      expect(problems).toEqual([]);
      await page.context().close();
    });
  },
);
