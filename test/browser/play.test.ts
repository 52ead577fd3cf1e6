/** Playing worlds by hand: keys and fingers drive a world on the server, and the episode can be kept as a replay. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadReplay, make, verifyReplay } from '../../envs/index.ts';
import { type LudusServer, startServer } from '../../server/index.ts';
import { scratchFolder } from '../cli/command.ts';
import {
  type fact,
  launchBrowser,
  openPage,
  picture,
  SKIP_REASON,
  screenshot,
  VIEWER_DIR,
  type Watched,
} from './support.ts';

const WAIT = { timeout: 20_000, interval: 50 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

describe.skipIf(SKIP_REASON !== null)(`playing${SKIP_REASON === null ? '' : ` (skipped: ${SKIP_REASON})`}`, () => {
  let browser: Browser;
  let server: LudusServer;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    server = await startServer({ port: 0, viewerDir: VIEWER_DIR });
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function open(route: string, options: Parameters<typeof openPage>[1] = {}): Promise<Watched> {
    const watched = await openPage(browser, options);
    closing.push(() => watched.page.context().close());
    await watched.page.goto(`${server.url}/#/play/${route}`);
    await expect.poll(() => note(watched.page), WAIT).toBe('Press a key to begin');
    return watched;
  }

  const note = async (page: Page) => (await page.locator('.play-note').textContent()) ?? '';
  const playing = (page: Page, name: Parameters<typeof fact>[1]) =>
    page.locator(`.play [data-fact="${name}"]`).textContent();

  it('plays CartPole by a held key in real time, to its end, and saves the episode', async () => {
    const { page, problems } = await open('CartPole-v1?seed=42');
    const before = await picture(page, '.play');
    await page.waitForTimeout(200);
    expect(await playing(page, 'step')).toBe('0'); // nothing moves before the first key
    await page.keyboard.down('ArrowRight');
    await expect.poll(() => playing(page, 'outcome'), WAIT).toBe('terminated');
    await page.keyboard.up('ArrowRight');
    expect((await picture(page, '.play')).equals(before)).toBe(false);

    // The same in this process: pushing right from seed 42.
    const env = make('CartPole-v1');
    env.reset({ seed: 42 });
    let steps = 0;
    for (let done = false; !done; steps++) done = env.step(1)[2];
    expect(Number(await playing(page, 'step'))).toBe(steps);
    expect(Number(await playing(page, 'return'))).toBe(steps);
    expect(await note(page)).toBe(`The episode is over after ${steps} steps. Enter begins another.`);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save replay' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`CartPole-v1-seed42-${steps}.replay`);
    const file = join(scratchFolder(), 'episode.replay');
    await download.saveAs(file);
    const replay = loadReplay(file);
    expect(replay).toMatchObject({
      envId: 'CartPole-v1',
      start: { kind: 'seed', seed: 42 },
      outcome: { return: steps },
    });
    expect(replay.actions).toEqual(Array.from({ length: steps }, () => 1));
    expect(verifyReplay(replay)).toEqual({ ok: true });

    await page.locator('#play-title').click(); // away from the button
    await page.keyboard.press('Enter');
    await expect.poll(() => playing(page, 'episode'), WAIT).toBe('2');
    expect(await playing(page, 'step')).toBe('0');
    expect(problems).toEqual([]);
  });

  it('alternates left and right while no key is held, and pauses with the window', async () => {
    const { page } = await open('CartPole-v1?seed=3');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(async () => Number(await playing(page, 'step')), WAIT).toBeGreaterThan(4);
    await page.evaluate("dispatchEvent(new Event('blur'))");
    await expect.poll(() => note(page), WAIT).toMatch(/^(Paused: press a key to go on|The episode is over)/);
  });

  it('takes one step a press on a board, by the keys its actions are named for', async () => {
    const { page, problems } = await open('FrozenLake-v1?seed=1&isSlippery=false');
    // Down, down, right, right, down, right is the way on the 4x4 map (SFFF FHFH FFFH HFFG).
    for (const [i, key] of ['Down', 'Down', 'Right', 'Right', 'Down', 'Right'].entries()) {
      await page.keyboard.press(`Arrow${key}`);
      await expect.poll(() => playing(page, 'step'), WAIT).toBe(String(i + 1));
    }
    expect(await playing(page, 'return')).toBe('1');
    expect(await playing(page, 'outcome')).toBe('terminated');
    await screenshot(page, 'play-frozen-lake');
    expect(problems).toEqual([]);
  });

  it('plays a world of one number by the ends of its range', async () => {
    const { page, problems } = await open('Pendulum-v1?seed=1');
    await page.keyboard.down('ArrowLeft');
    await expect.poll(async () => Number(await playing(page, 'step')), WAIT).toBeGreaterThan(5);
    await page.keyboard.up('ArrowLeft');
    expect(problems).toEqual([]);
  });

  it('is played by touch on a phone', async () => {
    const { page, problems } = await open('MiniGrid-DoorKey-5x5-v0?seed=2', PHONE);
    await page.getByRole('button', { name: 'left' }).tap();
    await page.getByRole('button', { name: 'forward' }).tap();
    await expect.poll(() => playing(page, 'step'), WAIT).toBe('2');
    await screenshot(page, 'play-phone');
    // Nothing is wider than the screen.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    expect(problems).toEqual([]);
  });

  it('looks right in dark and in light', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, problems } = await open('CartPole-v1?seed=42', { colorScheme });
      await page.keyboard.press('ArrowRight');
      await expect.poll(async () => Number(await playing(page, 'step')), WAIT).toBeGreaterThan(0);
      await screenshot(page, `play-${colorScheme}`);
      expect(problems).toEqual([]);
    }
  });

  it('says what is wrong with a world that there is not, or that keys cannot play', async () => {
    const watched = await openPage(browser);
    closing.push(() => watched.page.context().close());
    await watched.page.goto(`${server.url}/#/play/CartPol-v1`);
    await expect.poll(() => note(watched.page), WAIT).toMatch(/no environment of that name is registered.*CartPole-v1/);
  });

  it('goes back to the sessions, where the game is one of them', async () => {
    const { page } = await open('CartPole-v1');
    await page.getByRole('link', { name: 'Leave' }).click();
    await expect.poll(() => page.locator('.play').isVisible(), WAIT).toBe(false);
    await page.locator('.sessions a').first().waitFor();
  });
});
