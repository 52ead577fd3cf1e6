/** Playing with others in the browser: against a trained agent, and one person against another. */
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadAgent, train } from '../../agents/index.ts';
import { seatOpponent } from '../../cli/play/opponent.ts';
import { make, Seats } from '../../envs/index.ts';
import { type LudusServer, startServer } from '../../server/index.ts';
import { scratchFolder } from '../cli/command.ts';
import { launchBrowser, openPage, SKIP_REASON, screenshot, VIEWER_DIR, type Watched } from './support.ts';

const WAIT = { timeout: 60_000, interval: 50 };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** 12 steps a second, so that a game is short, and still real time. */
const KWARGS = { pointsToWin: 1, noopMax: 0, frameskip: 5 };

describe.skipIf(SKIP_REASON !== null)(`matches${SKIP_REASON === null ? '' : ` (skipped: ${SKIP_REASON})`}`, () => {
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

  async function open(query: string, options: Parameters<typeof openPage>[1] = {}): Promise<Watched> {
    const watched = await openPage(browser, options);
    closing.push(() => watched.page.context().close());
    await watched.page.goto(`${server.url}/#/play/PongDuel-v0?${query}`);
    return watched;
  }

  const note = async (page: Page) => (await page.locator('.play-note').textContent()) ?? '';
  const fact = (page: Page, name: string) => page.locator(`.play [data-fact="${name}"]`).textContent();
  const READY = 'Press a key to begin';

  it('a person on the left against a trained agent on the right: keys, score, pause, another game', async () => {
    const out = join(scratchFolder(), 'run');
    await train({ env: 'Pong-features-v0', agent: 'ppo', seed: 3, steps: 1_024, device: 'cpu', out });
    const opponent = await seatOpponent(out, 'PongDuel-v0', KWARGS, 'cpu');
    const ending = new AbortController();
    await opponent.sit(server.url, { match: 'agent', kwargs: opponent.kwargs, seats: ['right'], token: undefined });
    const playing = opponent.play(ending.signal);

    const { page, problems } = await open('match=agent&seat=left&seed=7');
    await expect.poll(() => note(page), WAIT).toBe(READY);
    expect(await page.locator('.play .subtitle').textContent()).toBe(
      'You play the left seat against ppo on Pong-features-v0',
    );
    await page.keyboard.down('s'); // the other hand's arrow down
    await expect.poll(async () => Number(await fact(page, 'step')), WAIT).toBeGreaterThan(3);
    await page.keyboard.up('s');
    await page.keyboard.press('p');
    await expect.poll(() => note(page), WAIT).toMatch(/^(Paused: press a key to go on|You )/);
    await screenshot(page, 'play-opponent');
    await page.keyboard.press('p');
    await expect.poll(() => note(page), WAIT).toMatch(/^You (win|lose) by 1\. Enter asks for another game\.$/);

    const [session] = server.hub.sessions();
    expect(session).toMatchObject({ name: 'agent', spec: { id: 'PongDuel-v0' } });
    await expect.poll(() => server.hub.snapshot(session!.session, 0).episodes[0]?.outcome, WAIT).toBeTruthy();
    const [episode] = server.hub.snapshot(session!.session, 0).episodes;
    expect(episode!.start).toEqual({ kind: 'seed', seed: 7 });
    const actions = episode!.chunks.flatMap((chunk) => chunk.actions) as (readonly [number, number])[];
    expect(Number(await fact(page, 'step'))).toBe(actions.length);
    // The person's return is the other side of the outcome, which is the right seat's.
    expect(Number((await fact(page, 'return'))!.replace('−', '-'))).toBe(-episode!.outcome!.return);
    expect(actions.slice(0, 3).every(([, left]) => left === 2)).toBe(true);

    await page.keyboard.press('Enter');
    await expect.poll(() => fact(page, 'episode'), WAIT).toBe('2');
    await expect.poll(() => note(page), WAIT).toBe(READY);
    expect(problems).toEqual([]);
    ending.abort();
    await playing;
    opponent.dispose();

    // What the right paddle did is what the policy does, at what the right seat saw.
    const agent = await loadAgent(out, { device: 'cpu' });
    const duel = make('PongDuel-v0', opponent.kwargs);
    const seats = new Seats(duel);
    let [whole] = duel.reset({ seed: 7 });
    for (const both of actions) {
      const { action } = await agent.act(seats.observation(whole, 0), { deterministic: true });
      expect(both[0]).toBe(action);
      [whole] = duel.step(Int32Array.from(both));
    }
    agent.dispose();
  });

  it('two people, one on a phone, and one who leaves', async () => {
    const query = 'match=people&pointsToWin=1&frameskip=5';
    const first = await open(`${query}&seat=right`);
    await expect.poll(() => note(first.page), WAIT).toMatch(/^Waiting for the others/);
    const second = await open(`${query}&seat=left`, PHONE);
    await expect.poll(() => note(first.page), WAIT).toBe(READY);
    await expect.poll(() => note(second.page), WAIT).toBe(READY);
    await second.page.getByRole('button', { name: 'up' }).tap();
    await first.page.keyboard.down('ArrowUp');
    await expect.poll(async () => Number(await fact(second.page, 'step')), WAIT).toBeGreaterThan(2);
    await screenshot(second.page, 'play-match-phone');
    // Nothing is wider than the screen.
    expect(await second.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await second.page.getByRole('link', { name: 'Leave' }).tap();
    await expect.poll(() => note(first.page), WAIT).toMatch(/^The player on the left seat has given up|^You/);
    expect([...first.problems, ...second.problems]).toEqual([]);
  });

  it('says why there is no seat', async () => {
    const { page } = await open('match=people-2&seat=left');
    await expect.poll(() => note(page), WAIT).toMatch(/^Waiting for the others/);
    const late = await open('match=people-2&seat=left');
    await expect.poll(() => note(late.page), WAIT).toMatch(/the seat left is taken/);
  });
});
