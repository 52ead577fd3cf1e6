/** The worlds in a real browser: every law of the contract, the same pixels as in Node, and videos as a browser decodes them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync } from 'node:zlib';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Pixels } from '../../envs/core/env.ts';
import { ApngEncoder } from '../../envs/core/video/apng.ts';
import { GifEncoder } from '../../envs/core/video/gif.ts';
import { make, registeredEnvs } from '../../envs/index.ts';
import { misplaced } from '../envs/core/rasterise/painted-pixel.ts';
import { EVERY_SHAPE } from '../envs/core/rasterise/scenes.ts';
import { CHROMIUM, launchBrowser, openPage } from './support.ts';

const SKIP = CHROMIUM === undefined ? 'no Chromium found: set CHROMIUM_PATH' : null;
/** Steps of each law here; Node plays 200 (test/envs/contract.test.ts). */
const STEPS = 20;
const ids = registeredEnvs().map(({ id }) => id);

describe.skipIf(SKIP !== null)(`worlds in a browser${SKIP === null ? '' : ` (skipped: ${SKIP})`}`, () => {
  let browser: Browser;
  let server: Server;
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: ['test/browser/worlds-page.ts'],
      bundle: true,
      platform: 'browser', // an import of node:* is an error then
      format: 'esm',
      write: false,
      logLevel: 'silent',
    });
    const script = outputFiles[0]!.text;
    // A page of loopback: ImageDecoder exists in secure contexts only.
    server = createServer((request, response) => {
      if (request.url === '/worlds.js') response.setHeader('content-type', 'text/javascript').end(script);
      else if (request.url === '/') {
        const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/worlds.js"></script>';
        response.setHeader('content-type', 'text/html').end(page);
      } else response.writeHead(404).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    browser = await launchBrowser();
    ({ page, problems } = await openPage(browser));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('globalThis.worlds !== undefined');
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('registers the worlds that Node has', async () => {
    expect(await page.evaluate('worlds.ids()')).toEqual(ids);
    expect(problems).toEqual([]);
  });

  it.each(ids)('%s keeps every law of the contract', async (id) => {
    expect(await page.evaluate(`worlds.check(${JSON.stringify(id)}, ${STEPS})`)).toEqual([]);
  });

  it('paints every kind of shape where and as the scene says', async () => {
    const indices = EVERY_SHAPE.shapes.findIndex(({ type }) => type === 'pixels');
    // Bytes do not travel as JSON: the indices are made in the page.
    const data = Buffer.from(
      (await page.evaluate(
        `{ const scene = ${JSON.stringify(EVERY_SHAPE)};
           scene.shapes[${indices}].indices = new Uint8Array([0, 1]);
           worlds.rasterise(scene, 400, 200) }`,
      )) as string,
      'base64',
    );
    expect(misplaced({ width: 400, height: 200, data }, 100)).toEqual([]);
  });

  it.each(['CartPole-v1', 'Taxi-v4', 'Blackjack-v1', 'MiniGrid-DoorKey-8x8-v0', 'Pendulum-v1'])(
    '%s is drawn in the browser as in Node, but for the smoothing of its edges',
    async (id) => {
      const there = (await page.evaluate(`worlds.pixels(${JSON.stringify(id)}, 5)`)) as {
        width: number;
        height: number;
        data: string;
      };
      const env = make(id, { renderWidth: 300 });
      env.reset({ seed: 7 });
      env.actionSpace.seed(7);
      for (let step = 0; step < 5; step++) {
        const [, , terminated, truncated] = env.step(env.actionSpace.sample() as never);
        if (terminated || truncated) break;
      }
      const here = env.render('rgb_array');
      expect([there.width, there.height]).toEqual([here.width, here.height]);
      const bytes = Buffer.from(there.data, 'base64');
      // Antialiasing differs between the two Skias by some levels on edges; flat colour does not.
      let different = 0;
      for (let i = 0; i < bytes.length; i++) if (Math.abs(bytes[i]! - here.data[i]!) > 48) different++;
      expect(different / bytes.length).toBeLessThan(0.005);
    },
  );

  describe('decodes', () => {
    const FORMAT = { width: 90, height: 60, fps: 20 };

    /** Frames of a CartPole, and one of noise with far more colours than GIF has. */
    function frames(): Pixels[] {
      const env = make('CartPole-v1', { renderWidth: FORMAT.width, renderHeight: FORMAT.height });
      env.reset({ seed: 1 });
      const all = [env.render('rgb_array')];
      for (let i = 0; i < 6; i++) {
        env.step(1);
        all.push(env.render('rgb_array'));
      }
      all.push(all.at(-1)!); // a frame in which nothing changes
      const noise = new Uint8Array(FORMAT.width * FORMAT.height * 3);
      for (let i = 0, state = 1; i < noise.length; i++) {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0; // any generator of bytes would do
        noise[i] = state >>> 24;
      }
      return [...all, { width: FORMAT.width, height: FORMAT.height, data: noise }, all[0]!];
    }

    function encoded(type: 'gif' | 'apng', all: readonly Pixels[]): Buffer {
      let file = Buffer.alloc(0);
      const sink = {
        write: (bytes: Uint8Array) => {
          file = Buffer.concat([file, bytes]);
        },
        overwrite: (position: number, bytes: Uint8Array) => file.set(bytes, position),
      };
      const encoder =
        type === 'gif' ? new GifEncoder(sink, FORMAT) : new ApngEncoder(sink, FORMAT, (b) => deflateSync(b));
      for (const pixels of all) encoder.add(pixels);
      encoder.finish();
      return file;
    }

    /** Every frame as Chromium's own decoder shows it. */
    async function decoded(file: Buffer, type: string): Promise<{ data: Buffer; microseconds: number }[]> {
      const result = (await page.evaluate(`(async () => {
        const bytes = Uint8Array.from(atob('${file.toString('base64')}'), (c) => c.charCodeAt(0));
        const decoder = new ImageDecoder({ data: bytes, type: '${type}', preferAnimation: true });
        await decoder.tracks.ready;
        await decoder.completed;
        const frames = [];
        for (let frameIndex = 0; frameIndex < decoder.tracks.selectedTrack.frameCount; frameIndex++) {
          const { image } = await decoder.decode({ frameIndex });
          const canvas = new OffscreenCanvas(${FORMAT.width}, ${FORMAT.height});
          const context = canvas.getContext('2d');
          context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, ${FORMAT.width}, ${FORMAT.height});
          let text = '';
          for (let i = 0; i < data.length; i++) if (i % 4 < 3) text += String.fromCharCode(data[i]);
          frames.push([btoa(text), image.duration]);
        }
        return frames;
      })()`)) as [string, number][];
      return result.map(([data, microseconds]) => ({ data: Buffer.from(data, 'base64'), microseconds }));
    }

    it('an APNG as exactly the frames that went in', async () => {
      const all = frames();
      const shown = await decoded(encoded('apng', all), 'image/png');
      expect(shown.map(({ data }, i) => data.equals(all[i]!.data))).toEqual(all.map(() => true));
      expect(shown.every(({ microseconds }) => microseconds === 50_000)).toBe(true);
    });

    it('a GIF as the frames that went in, exact in flat colours', async () => {
      const all = frames();
      const shown = await decoded(encoded('gif', all), 'image/gif');
      expect(shown).toHaveLength(all.length);
      expect(shown.every(({ microseconds }) => microseconds === 50_000)).toBe(true);
      for (const [i, { data }] of shown.entries()) {
        const expected = all[i]!.data;
        const isNoise = i === all.length - 2;
        let exact = 0;
        for (let byte = 0; byte < data.length; byte++) if (data[byte] === expected[byte]) exact++;
        // A frame of few colours is the frame itself; of noise with 5,400 colours there are 255, so few bytes are met exactly.
        if (isNoise) expect(exact / data.length).toBeGreaterThan(0.02);
        else expect(exact / data.length).toBeGreaterThan(0.995);
      }
    });
  });
});
