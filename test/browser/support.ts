/**
 * What the page tests share: a browser, and a page that reports every error and every violation of its
 * Content-Security-Policy.
 *
 * Chromium is taken from `CHROMIUM_PATH`, else from the usual places; without one the tests are skipped and say so.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export const VIEWER_DIR = fileURLToPath(new URL('../../dist/viewer', import.meta.url));
const RESULTS = fileURLToPath(new URL('../../test-results/', import.meta.url));

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

export const CHROMIUM = [process.env.CHROMIUM_PATH, ...PLACES].find((path) => path !== undefined && existsSync(path));

/** Why the page cannot be tested here, or null. */
export const SKIP_REASON = !CHROMIUM
  ? 'no Chromium found: set CHROMIUM_PATH'
  : !existsSync(`${VIEWER_DIR}/index.html`)
    ? 'the page is not built: npm run build:viewer'
    : null;

/** A browser with a profile of its own, drawing WebGL in software so that any machine gives the same picture. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM!,
    args: [
      '--no-sandbox', // Chromium refuses to run as root with it, and CI containers are root.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
    ],
  });
}

export interface Watched {
  readonly page: Page;
  /** Errors of the page: exceptions, console errors (violations of the policy among them), failed requests. */
  readonly problems: string[];
}

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', (request) => problems.push(`request: ${request.url()}`));
  return { page, problems };
}

/** The number or word that the page shows: `episode`, `step`, `return`, `outcome`. */
export async function fact(page: Page, name: 'episode' | 'step' | 'return' | 'outcome'): Promise<string> {
  return (await page.locator(`[data-fact="${name}"]`).textContent())!.replaceAll(',', '');
}

/** The picture of the stage below the badge in its corner, as PNG bytes. @param within the part of the page it is in */
export async function picture(page: Page, within = '.theatre'): Promise<Buffer> {
  const box = (await page.locator(`${within} .stage canvas`).boundingBox())!;
  const badge = 64;
  return page.screenshot({ clip: { ...box, y: box.y + badge, height: box.height - badge } });
}

/** A port that leads to `port` and whose connections can be broken, as a laptop that sleeps breaks them. */
export async function breakableNetwork(port: number) {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const breakOff = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (proxy.address() as AddressInfo).port,
    breakOff,
    close() {
      breakOff();
      proxy.close();
    },
  };
}

/** Saves a screenshot for a person to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}${name}.png` });
}
