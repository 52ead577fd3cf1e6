/**
 * What the page tests share: a browser, a page that reports every error and every violation of its Content-Security-Policy,
 * and a publisher that steps a real CartPole.
 *
 * Chromium is taken from `CHROMIUM_PATH`, else from the usual places; without one the tests are skipped and say so.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { make } from '../../envs/index.ts';
import type { LudusServer, Publisher } from '../../server/index.ts';

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
    env: { ...process.env, TMPDIR: tmpdir() },
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
  return (await page.locator(`[data-fact="${name}"]`).innerText()).replaceAll(',', '');
}

/** The picture of the stage below the badge in its corner, as PNG bytes. */
export async function picture(page: Page): Promise<Buffer> {
  const box = (await page.locator('.stage canvas').boundingBox())!;
  const badge = 64;
  return page.screenshot({ clip: { ...box, y: box.y + badge, height: box.height - badge } });
}

/** Saves a screenshot for a person to look at. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(RESULTS, { recursive: true });
  await page.screenshot({ path: `${RESULTS}${name}.png` });
}

/** Balances CartPole for its 500 steps: pushes towards where the pole falls, with a little pull to the middle. */
export function balance([x, v, angle, omega]: ArrayLike<number> & Iterable<number>): 0 | 1 {
  return 3 * angle! + omega! + 0.1 * x! + 0.3 * v! > 0 ? 1 : 0;
}

/** Always left: falls within a dozen steps. */
export const pushLeft = () => 0 as const;

/** Streams a real CartPole, played by `policy`, as a trainer or player would. */
export class CartPolePublisher {
  readonly session: string;
  readonly name: string;
  /** The return of each ended episode, by number. */
  readonly returns = new Map<number, number>();
  private readonly env = make('CartPole-v1');
  private readonly publisher: Publisher;
  private readonly policy: (observation: Float32Array) => 0 | 1;
  private timer: NodeJS.Timeout | undefined;
  private observation = new Float32Array(4);
  private episode = 0;
  private step = 0;
  private sum = 0;
  private total = 0;

  constructor(server: LudusServer, name: string, policy: (observation: Float32Array) => 0 | 1) {
    this.name = name;
    this.policy = policy;
    this.publisher = server.hub.publish({
      kind: 'training',
      name,
      spec: this.env.spec!,
      agent: 'scripted',
      renderFps: this.env.metadata.renderFps,
      actionNames: ['left', 'right'],
      phase: 'training',
    });
    this.session = this.publisher.session;
  }

  /** Plays `steps` steps at once, beginning episodes as needed. */
  play(steps: number): void {
    for (let i = 0; i < steps; i++) {
      if (this.step === 0) this.begin();
      const action = this.policy(this.observation);
      const [observation, reward, terminated, truncated] = this.env.step(action);
      this.publisher.send({
        type: 'steps',
        episode: this.episode,
        from: this.step,
        actions: [action],
        rewards: [reward],
        policies: [{ kind: 'q', values: action === 0 ? [1.5, -0.5] : [-0.5, 1.5] }],
      });
      this.observation = observation as Float32Array<ArrayBuffer>;
      this.step++;
      this.total++;
      this.sum += reward;
      if (terminated || truncated) this.end(terminated, truncated);
    }
  }

  /** Plays whole episodes at once. */
  playEpisodes(count: number): void {
    const last = this.episode + count;
    do this.play(1);
    while (this.episode < last || this.step > 0);
  }

  /** Goes on playing `stepsPerSecond`, in bursts as a trainer's flushes are. */
  run(stepsPerSecond: number): void {
    let played = 0;
    const begun = performance.now();
    this.timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1000) * stepsPerSecond);
      this.play(due - played);
      played = due;
    }, 30);
  }

  /** Stops playing; the session stays. */
  pause(): void {
    clearInterval(this.timer);
  }

  close(): void {
    this.pause();
    this.publisher.close();
  }

  private begin(): void {
    this.episode++;
    this.sum = 0;
    const seed = 1_000 + this.episode;
    this.observation = this.env.reset({ seed })[0] as Float32Array<ArrayBuffer>;
    this.publisher.send({ type: 'episode', episode: this.episode, start: { kind: 'seed', seed } });
  }

  private end(terminated: boolean, truncated: boolean): void {
    const { episode, sum, step } = this;
    this.returns.set(episode, sum);
    this.publisher.send({ type: 'episode_end', episode, outcome: { return: sum, length: step, terminated, truncated } });
    this.publisher.send({
      type: 'metrics',
      points: [{ step: this.total, values: { return: sum, meanReturn: sum, loss: 1 / this.total, epsilon: 0.1 } }],
    });
    const progress = {
      step: this.total,
      totalSteps: 100_000,
      episode,
      meanReturn: sum,
      stepsPerSecond: 1_000,
    };
    this.publisher.send({ type: 'status', state: 'running', phase: 'training', progress });
    this.step = 0;
  }
}
