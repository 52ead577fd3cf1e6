/** The training backend in a page: a worker trains a small network, with threads where the page is cross-origin isolated. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SpiralRun, trainOnSpirals } from './spiral-training.ts';
import { CHROMIUM, launchBrowser } from './support.ts';

const REASON = CHROMIUM ? null : 'no Chromium found: set CHROMIUM_PATH';
const PAGE = `<!doctype html><title>training</title><script>
  window.run = new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js');
    worker.onmessage = ({ data }) => resolve({ ...data, isolated: crossOriginIsolated, cores: navigator.hardwareConcurrency });
    worker.onerror = ({ message }) => reject(new Error(message));
  });
</script>`;
/** What makes a page cross-origin isolated: only then may memory be shared with other threads. */
const ISOLATION = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

interface PageRun extends SpiralRun {
  readonly isolated: boolean;
  readonly cores: number;
}

describe.skipIf(REASON !== null)(`training in a page${REASON === null ? '' : ` (skipped: ${REASON})`}`, () => {
  let browser: Browser;
  let script: Uint8Array;
  let inNode: SpiralRun;
  const servers: Server[] = [];

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('training-worker.ts', import.meta.url))],
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      logLevel: 'error',
    });
    script = outputFiles[0]!.contents;
    inNode = await trainOnSpirals(1);
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
  });

  async function trainInPage(headers: Record<string, string>): Promise<PageRun> {
    const server = createServer((request, response) => {
      const isScript = request.url === '/worker.js';
      response.writeHead(200, { 'Content-Type': isScript ? 'text/javascript' : 'text/html', ...headers });
      response.end(isScript ? script : PAGE);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const run = (await page.evaluate('run')) as PageRun & { error?: string };
    if (run.error !== undefined) throw new Error(run.error);
    await page.close();
    return run;
  }

  it('learns in Node, the run that the pages repeat', () => {
    // An untrained network is at ln 2 or above: it cannot tell the arms apart.
    expect(inNode.losses[0]).toBeGreaterThan(0.6);
    expect(inNode.losses.at(-1)).toBeLessThan(0.1);
    expect(inNode.accuracy).toBeGreaterThan(0.98);
  });

  it('trains on one thread in a page that is not isolated, with the losses of Node to the bit', async () => {
    const run = await trainInPage({});
    expect(run).toMatchObject({ ...inNode, isolated: false, threads: 1 });
  });

  it('trains on several threads in an isolated page, with the same losses', async () => {
    const run = await trainInPage(ISOLATION);
    expect(run.isolated).toBe(true);
    expect(run.threads).toBe(Math.min(8, run.cores)); // the backend's most threads
    expect(run.losses).toEqual(inNode.losses);
    expect(run.accuracy).toBe(inNode.accuracy);
  });
});
