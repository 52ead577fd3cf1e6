/** The page in a real browser, against the real server and a real CartPole. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { balance, CartPolePublisher, pushLeft } from './cart-pole-publisher.ts';
import {
  breakableNetwork,
  fact,
  launchBrowser,
  openPage,
  picture,
  SKIP_REASON,
  screenshot,
  VIEWER_DIR,
  type Watched,
} from './support.ts';

/** The page is polled for what should come; a slow machine only makes it come later. */
const WAIT = { timeout: 20_000, interval: 50 };

describe.skipIf(SKIP_REASON !== null)(`the page${SKIP_REASON === null ? '' : ` (skipped: ${SKIP_REASON})`}`, () => {
  let browser: Browser;
  const closing: (() => unknown)[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function serve(options: ServerOptions = {}): Promise<LudusServer> {
    const server = await startServer({ port: 0, viewerDir: VIEWER_DIR, ...options });
    closing.push(() => server.close());
    return server;
  }

  function publish(server: LudusServer, name: string, policy: (observation: Float32Array) => 0 | 1) {
    const publisher = new CartPolePublisher(server, name, policy);
    closing.push(() => publisher.close());
    return publisher;
  }

  async function open(url: string, options: Parameters<typeof openPage>[1] = {}): Promise<Watched> {
    const watched = await openPage(browser, options);
    closing.push(() => watched.page.context().close());
    await watched.page.goto(url);
    return watched;
  }

  /** Waits until the page shows an episode. */
  async function showing(page: Page): Promise<void> {
    await expect.poll(() => fact(page, 'step'), WAIT).toMatch(/^\d+$/);
  }

  it('shows a running session at once, moving, without an error or a violation of its policy', async () => {
    const server = await serve();
    publish(server, 'scripted on CartPole-v1', balance).run(100);
    const { page, problems } = await open(server.url);
    await showing(page);
    expect(await page.title()).toContain('scripted on CartPole-v1');
    const before = await picture(page);
    await expect.poll(async () => (await picture(page)).equals(before), WAIT).toBe(false);
    await page.locator('.chart canvas').first().waitFor({ state: 'attached' });
    expect(await page.locator('.stage-note').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('shows the return and outcome that the server has of the same episode', async () => {
    const server = await serve();
    const publisher = publish(server, 'falls', pushLeft);
    publisher.playEpisodes(3);
    const { page } = await open(server.url);
    await expect.poll(() => fact(page, 'outcome'), WAIT).toBe('terminated');
    const episode = Number(await fact(page, 'episode'));
    expect(episode).toBe(3);
    expect(Number(await fact(page, 'return'))).toBe(publisher.returns.get(episode));
    // The simulation in the page came to the same rewards: the page would say so otherwise.
    expect(await page.locator('.stage-note').isVisible()).toBe(false);
    // The last action was left, and marked so.
    await expect.poll(() => page.locator('.policy .chosen .policy-name').textContent(), WAIT).toBe('left');
  });

  it('holds the picture while paused, and steps by one', async () => {
    const server = await serve();
    const publisher = publish(server, 'balances', balance);
    publisher.playEpisodes(1); // 500 steps, played from the first: far from its end when we pause.
    const { page } = await open(server.url);
    await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBeGreaterThan(5);
    publisher.run(200);
    await page.getByRole('button', { name: 'Pause' }).click();
    const step = Number(await fact(page, 'step'));
    const held = await picture(page);
    await page.waitForTimeout(500); // Some hundred steps of the trainer.
    expect(Number(await fact(page, 'step'))).toBe(step);
    expect((await picture(page)).equals(held)).toBe(true);
    await page.getByRole('button', { name: 'Step forward' }).click();
    await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBe(step + 1);
    expect((await picture(page)).equals(held)).toBe(false);
    await page.getByRole('button', { name: 'Step back' }).click();
    await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBe(step);
  });

  it('draws a step the same whether it was played to or sought', async () => {
    const server = await serve();
    publish(server, 'balances', balance).playEpisodes(1);
    const { page } = await open(server.url);
    await showing(page);
    await page.getByRole('slider', { name: 'Step of the episode' }).fill('120');
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('120');
    const sought = await picture(page);
    await page.getByRole('slider', { name: 'Step of the episode' }).fill('480');
    await page.getByRole('slider', { name: 'Step of the episode' }).fill('119');
    await page.keyboard.press('.');
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('120');
    expect((await picture(page)).equals(sought)).toBe(true);
  });

  it('follows the live edge at speed max', async () => {
    const server = await serve();
    const publisher = publish(server, 'balances', balance);
    publisher.play(10);
    const { page } = await open(server.url);
    await showing(page);
    for (let i = 0; i < 10; i++) await page.keyboard.press('+');
    await expect.poll(() => page.getByRole('status', { name: 'Speed' }).textContent(), WAIT).toBe('max');
    publisher.play(311);
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('321');
    await expect.poll(() => page.locator('.live-button').textContent(), WAIT).toBe('Live');
  });

  it('goes on with the newest episode when the one on stage is over', async () => {
    const server = await serve();
    const publisher = publish(server, 'falls', pushLeft);
    publisher.playEpisodes(1);
    const { page } = await open(server.url);
    await expect.poll(() => fact(page, 'episode'), WAIT).toBe('1');
    publisher.playEpisodes(49);
    await expect.poll(() => fact(page, 'episode'), WAIT).toBe('50');
  });

  it('lists sessions as they come, switches between them, and keeps finished ones watchable', async () => {
    const server = await serve();
    const first = publish(server, 'the first', pushLeft);
    first.playEpisodes(2);
    first.close();
    const { page } = await open(server.url);
    await expect.poll(() => page.locator('h1').first().textContent(), WAIT).toBe('the first');
    publish(server, 'the second', balance).run(100);
    // Nobody chose the first, and it is over: the page goes to the new one.
    await expect.poll(() => page.locator('#theatre-title').textContent(), WAIT).toBe('the second');
    await page.getByRole('link', { name: /the first/ }).click();
    await expect.poll(() => page.locator('#theatre-title').textContent(), WAIT).toBe('the first');
    expect(page.url()).toBe(`${server.url}/#/${first.session}`);
    await expect.poll(() => fact(page, 'return'), WAIT).toBe(String(first.returns.get(2)));
    publish(server, 'the third', balance).run(100);
    await page.getByRole('link', { name: /the third/ }).waitFor();
    expect(await page.locator('#theatre-title').textContent()).toBe('the first'); // Chosen, so it stays.
    expect(await page.locator('.sessions [aria-current]').textContent()).toContain('the first');
  });

  it('says that the connection is lost and comes back by itself', async () => {
    const server = await serve();
    publish(server, 'before', balance).run(100);
    const { page } = await open(server.url);
    await showing(page);
    await server.close();
    await expect.poll(() => page.locator('.badge').textContent(), WAIT).toBe('Disconnected');
    expect(await page.getByRole('alert').textContent()).toContain('Connection lost');
    const again = await serve({ port: server.port, portFallback: false });
    publish(again, 'after', balance).run(100);
    await expect.poll(() => page.locator('.badge').textContent(), WAIT).toBe('Connected');
    await expect.poll(() => page.locator('#theatre-title').textContent(), WAIT).toBe('after');
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBeGreaterThan(0);
  });

  it('goes on with the session and the moment it was at when the network comes back', async () => {
    const server = await serve();
    const chosen = publish(server, 'chosen', balance);
    chosen.playEpisodes(1);
    publish(server, 'newer', balance).playEpisodes(1);
    const network = await breakableNetwork(server.port);
    closing.push(() => network.close());
    const { page } = await open(`http://127.0.0.1:${network.port}/#/${chosen.session}`);
    await showing(page);
    await page.getByRole('slider', { name: 'Step of the episode' }).fill('77');
    network.breakOff();
    await expect.poll(() => page.locator('.badge').textContent(), WAIT).toBe('Disconnected');
    await expect.poll(() => page.locator('.badge').textContent(), WAIT).toBe('Connected');
    expect(await page.locator('#theatre-title').textContent()).toBe('chosen');
    expect(await fact(page, 'step')).toBe('77');
    chosen.playEpisodes(1); // And it is watched again: what is new arrives.
    await expect.poll(() => page.locator('.live-button').textContent(), WAIT).toBe('1 episode behind');
  });

  it('asks for the token where there is one, takes it from the address and hides it', async () => {
    const server = await serve({ token: 'open-sesame' });
    publish(server, 'secret', balance).run(50);
    const { page } = await open(server.url);
    await page.getByLabel('Token').fill('open-sesame');
    await page.getByRole('button', { name: 'Connect' }).click();
    await showing(page);
    const other = await open(`${server.url}/?token=open-sesame`);
    await showing(other.page);
    expect(other.page.url()).not.toContain('sesame');
  });

  it('says what to type while there is no session', async () => {
    const server = await serve();
    const { page, problems } = await open(server.url);
    await page.getByRole('heading', { name: 'Nothing is running yet' }).waitFor();
    const commands = await page.locator('.command code').allTextContents();
    expect(commands[0]).toBe(`npx ludus train CartPole-v1 --agent dqn --publish ws://127.0.0.1:${server.port}/ws`);
    await screenshot(page, 'empty');
    publish(server, 'there it is', balance).run(50);
    await showing(page);
    expect(problems).toEqual([]);
  });

  it('works with the keyboard alone', async () => {
    const server = await serve();
    const first = publish(server, 'one', balance);
    first.playEpisodes(1);
    publish(server, 'two', balance).playEpisodes(1);
    const { page } = await open(server.url);
    await showing(page);
    await page.keyboard.press('Space');
    await page.keyboard.press('Home');
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('0');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('1');
    await page.keyboard.press('End');
    await expect.poll(() => fact(page, 'step'), WAIT).toBe('500');
    // To the other session by Tab and Enter.
    await page.locator('.wordmark').focus();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.dataset.session')) === first.session) break;
    }
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#theatre-title').textContent(), WAIT).toBe('one');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').isVisible()).toBe(true);
    await screenshot(page, 'help');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').isVisible()).toBe(false);
  });

  it('switches between dark and light, and remembers', async () => {
    const server = await serve();
    publish(server, 'balances', balance).playEpisodes(1);
    const { page } = await open(server.url, { colorScheme: 'light' });
    await showing(page);
    await page.keyboard.press('Space');
    const light = await picture(page);
    await page.getByRole('button', { name: 'Switch to the dark theme' }).click();
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme'), WAIT).toBe('dark');
    await expect.poll(async () => (await picture(page)).equals(light), WAIT).toBe(false);
    await page.reload();
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });

  it.each([1440, 768, 380])('fits a window %i pixels wide, in both themes', async (width) => {
    const server = await serve();
    const publisher = publish(server, 'scripted on CartPole-v1', balance);
    publisher.playEpisodes(8);
    publisher.run(60);
    publish(server, 'a session with quite a long name that has to be cut somewhere', pushLeft).playEpisodes(3);
    for (const colorScheme of ['light', 'dark'] as const) {
      const viewport = { width, height: width > 1_000 ? 900 : width > 500 ? 1_024 : 780 };
      const { page } = await open(`${server.url}/#/${publisher.session}`, { viewport, colorScheme });
      await showing(page);
      await page.locator('.chart canvas').first().waitFor({ state: 'attached' });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      const small = await page.evaluate(`[...document.querySelectorAll('button, a, input')]
        .filter((it) => it.checkVisibility())
        .map((it) => [it.ariaLabel ?? it.textContent, it.getBoundingClientRect()])
        .filter(([, box]) => box.height < 39.5 || box.width < 39.5)
        .map(([name, box]) => name + ' ' + box.width + 'x' + box.height)`);
      expect(small).toEqual([]); // Touch targets of 40 pixels and more.
      await screenshot(page, `page-${width}-${colorScheme}`);
    }
  });
});
