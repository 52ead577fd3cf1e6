/** Matches: remote players on the seats of one world, and everything that players do to each other. */
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect, type LudusClient, type RemoteSeat } from '../../clients/typescript/index.ts';
import type { Info, Kwargs, State, StepResult } from '../../envs/core/env.ts';
import { register } from '../../envs/core/registry.ts';
import { Discrete, make, Tuple, World } from '../../envs/index.ts';
import { type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { RawClient } from './raw-client.ts';

const servers: LudusServer[] = [];
const clients: LudusClient[] = [];
async function start(options: ServerOptions = {}): Promise<LudusServer> {
  const server = await startServer({ port: 0, ...options });
  servers.push(server);
  return server;
}
async function join(server: LudusServer, name: string): Promise<LudusClient> {
  const client = await connect(server.url, { name });
  clients.push(client);
  return client;
}
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/**
 * Everybody sees the sum of all that was done, and gains what the others did. Ends at a sum of 9; fails at an action sum of 6.
 */
class Sum extends World<readonly number[], readonly number[]> {
  readonly #players: number;
  override readonly observationSpace;
  override readonly actionSpace;
  override readonly metadata;
  #sum = 0;

  constructor({ players }: Kwargs) {
    super();
    this.#players = players as number;
    const seats = ['a', 'b', 'c'].slice(0, this.#players);
    this.metadata = { renderModes: [], renderFps: 30, seats };
    this.observationSpace = new Tuple<readonly number[]>(seats.map(() => new Discrete(100)));
    this.actionSpace = new Tuple<readonly number[]>(seats.map(() => new Discrete(4)));
  }
  protected override begin({ from = 0 }: { readonly from?: unknown }): [readonly number[], Info] {
    if (from !== 0 && from !== 5) throw new RangeError('from is 0 or 5');
    this.#sum = from;
    return [this.#seen(), {}];
  }
  override step(action: readonly number[]): StepResult<readonly number[]> {
    const total = action.reduce((sum, one) => sum + one, 0);
    if (total === 6) throw new Error('six breaks it');
    this.#sum += total;
    return [this.#seen(), total, this.#sum >= 9, false, { rewards: action.map((own) => total - own) }];
  }
  #seen(): readonly number[] {
    return Array.from({ length: this.#players }, () => this.#sum);
  }
  protected override saveWorld(): State {
    return this.#sum;
  }
  protected override checkWorld(): void {}
  protected override loadWorld(state: State): void {
    this.#sum = state as number;
  }
}

beforeAll(() => {
  register({
    id: 'test/Sum-v0',
    entryPoint: (kwargs) => new Sum(kwargs),
    kwargs: { players: 2 },
    actionNames: ['0', '1', 'idle', '3'],
  });
});

type SumSeat = RemoteSeat<number, number>;

/** Two players at a match, its episode begun. */
async function twoAt(server: LudusServer, options: object = {}) {
  const [ada, bob] = [await join(server, 'Ada'), await join(server, 'Bob')];
  const a: SumSeat = await ada.sit({ match: 'm', envId: 'test/Sum-v0', ...options });
  const b: SumSeat = await bob.sit({ match: 'm' });
  await Promise.all([a.reset(), b.reset()]);
  return { ada, bob, a, b };
}

/** Whether a promise has settled by the time that the server has answered another request. */
async function isWaiting(promise: Promise<unknown>, client: LudusClient): Promise<boolean> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await client.matches();
  return !settled;
}

describe.each(['msgpack', 'json'] as const)('two remote players (%s)', (codec) => {
  test('play PongDuel-v0 as it is played in one process, each seeing its own side', async () => {
    const server = await start();
    const [ada, bob] = [
      await connect(server.url, { codec, name: 'Ada' }),
      await connect(server.url, { codec, name: 'Bob' }),
    ];
    clients.push(ada, bob);
    const kwargs = { pointsToWin: 1, noopMax: 0 };
    const right = await ada.sit<Float32Array, number>({ match: 'pong', envId: 'PongDuel-v0', kwargs, seat: 'right' });
    const left = await bob.sit<Float32Array, number>({ match: 'pong', seat: 'left' });
    expect([right.seat, left.seat, left.players]).toEqual([0, 1, ['Ada', 'Bob']]);
    expect([left.renderFps, left.actionNames]).toEqual([15, ['noop', 'up', 'down']]);

    const local = make('PongDuel-v0', kwargs);
    let [whole] = local.reset({ seed: 5 });
    const [[first], [second]] = await Promise.all([right.reset({ seed: 5 }), left.reset()]);
    expect(isDeepStrictEqual([first, second], [whole.slice(0, 6), whole.slice(6)])).toBe(true);
    for (let step = 0, over = false; !over; step++) {
      const [one, two] = [Number(step % 5 === 0), 2 * Number(step % 7 === 0)];
      const [mine, yours] = await Promise.all([right.step(one), left.step(two)]);
      let reward: number;
      let info: Info;
      [whole, reward, over, , info] = local.step(Int32Array.of(one, two));
      const expected = [
        [whole.slice(0, 6), reward, over, false, info],
        [whole.slice(6), 0 - reward, over, false, info],
      ];
      if (!isDeepStrictEqual([mine, yours], expected)) expect([mine, yours]).toEqual(expected);
    }
    const [episode] = server.hub.snapshot(right.session, 0).episodes;
    expect(episode?.start).toEqual({ kind: 'seed', seed: 5 });
  });
});

describe('a match', () => {
  test('begins when all have asked, with the seed and options of the first seat that gave some', async () => {
    const server = await start();
    const [ada, bob] = [await join(server, 'Ada'), await join(server, 'Bob')];
    const a: SumSeat = await ada.sit({ envId: 'test/Sum-v0' });
    const waiting = a.reset();
    expect(await isWaiting(waiting, ada)).toBe(true);
    const b: SumSeat = await bob.sit({ match: a.match });
    expect(await isWaiting(waiting, ada)).toBe(true);
    const [[first], [second]] = await Promise.all([waiting, b.reset({ options: { from: 5 } })]);
    expect([first, second]).toEqual([5, 5]);
  });

  test('steps when all have acted, and gives each what it gained', async () => {
    const { a, b, ada } = await twoAt(await start());
    const waiting = a.step(1);
    expect(await isWaiting(waiting, ada)).toBe(true);
    const results = await Promise.all([waiting, b.step(3)]);
    // Each gains what the other did.
    expect(results).toEqual([
      [4, 3, false, false, { rewards: [3, 1] }],
      [4, 1, false, false, { rewards: [3, 1] }],
    ]);
  });

  test('has as many seats as its world', async () => {
    const server = await start();
    const seats: SumSeat[] = [];
    for (const name of ['Ada', 'Bob', 'Cem']) {
      seats.push(
        await (await join(server, name)).sit({
          match: 'm',
          ...(name === 'Ada' && { envId: 'test/Sum-v0', kwargs: { players: 3 } }),
        }),
      );
    }
    await Promise.all(seats.map((seat) => seat.reset()));
    const results = await Promise.all(seats.map((seat, i) => seat.step(i)));
    expect(results.map(([, reward]) => reward)).toEqual([3, 2, 1]);
  });

  test('can be played by one connection that has all seats', async () => {
    const ada = await join(await start(), 'Ada');
    const a: SumSeat = await ada.sit({ match: 'm', envId: 'test/Sum-v0' });
    const b: SumSeat = await ada.sit({ match: 'm' });
    await Promise.all([a.reset(), b.reset()]);
    expect((await Promise.all([a.step(1), b.step(1)])).map(([seen]) => seen)).toEqual([2, 2]);
  });

  test('turns away a third player, one for a taken seat, and one for a seat that there is not', async () => {
    const { bob } = await twoAt(await start());
    await expect(bob.sit({ match: 'm' })).rejects.toMatchObject({
      code: 'E_SEAT_TAKEN',
      message:
        'Sitting down at match m: all seats (a, b) are taken; wait until a player leaves, or begin another match.',
    });
    await expect(bob.sit({ match: 'm', seat: 'b' })).rejects.toMatchObject({
      code: 'E_SEAT_TAKEN',
      message: expect.stringContaining('the seat b is taken'),
    });
    for (const seat of ['d', 2]) {
      await expect(bob.sit({ match: 'm', seat })).rejects.toMatchObject({
        code: 'E_MATCH',
        message: `Sitting down at match m: seat is one of a, b, or a number in the range [0, 1]; got ${seat}.`,
      });
    }
  });

  test('is one world for all: what later players say of it must be so', async () => {
    const { bob } = await twoAt(await start(), { kwargs: { players: 2 }, stepSeconds: 60 });
    const wrong = [
      [{ envId: 'PongDuel-v0' }, 'envId'],
      [{ kwargs: { players: 3 } }, 'kwargs'],
      [{ maxEpisodeSteps: 7 }, 'maxEpisodeSteps'],
      [{ stepSeconds: 1 }, 'stepSeconds'],
    ] as const;
    for (const [options, what] of wrong) {
      await expect(bob.sit({ match: 'm', ...options })).rejects.toMatchObject({
        code: 'E_MATCH',
        message: expect.stringContaining(`its ${what} is`),
      });
    }
    // What is right of it is not what is wrong.
    const same = { envId: 'test/Sum-v0', kwargs: { players: 2 }, stepSeconds: 60 };
    await expect(bob.sit({ match: 'm', ...same })).rejects.toMatchObject({ code: 'E_SEAT_TAKEN' });
  });

  test('is not begun by a name alone, in a world of one, an unknown one, or with a seat that there is not', async () => {
    const server = await start();
    const ada = await join(server, 'Ada');
    await expect(ada.sit({ match: 'm' })).rejects.toMatchObject({ code: 'E_UNKNOWN_MATCH' });
    await expect(ada.sit({ match: 'm', envId: 'CartPole-v1' })).rejects.toMatchObject({
      code: 'E_MATCH',
      message: 'Making CartPole-v1: it is a world of one player; `make` it instead.',
    });
    await expect(ada.sit({ match: 'm', envId: 'PongDuell-v0' })).rejects.toMatchObject({ code: 'E_UNKNOWN_ENV' });
    await expect(ada.sit({ envId: 'PongDuel-v0', kwargs: { frameskip: 0 } })).rejects.toMatchObject({ code: 'E_MAKE' });
    await expect(ada.sit({ envId: 'test/Sum-v0', seat: 'z' })).rejects.toMatchObject({ code: 'E_MATCH' });
    expect(await ada.matches()).toEqual([]);
    expect(server.hub.sessions().filter(({ state }) => state === 'running')).toEqual([]);
  });

  test('refuses a bad action without taking the turn, and a bad reset without losing the others', async () => {
    const { a, b } = await twoAt(await start());
    const waiting = a.step(1);
    await expect(b.step(4)).rejects.toMatchObject({ code: 'E_INVALID_ACTION' });
    expect((await Promise.all([waiting, b.step(0)]))[0][0]).toBe(1);

    const others = a.reset(); // abandons the episode
    await expect(b.reset({ options: { from: 3 } })).rejects.toMatchObject({ code: 'E_INVALID_RESET' });
    expect((await Promise.all([others, b.reset()]))[0][0]).toBe(0);
  });

  test('tells all when the world fails, and goes on after a reset', async () => {
    const { a, b } = await twoAt(await start());
    const failed = await Promise.allSettled([a.step(3), b.step(3)]);
    for (const one of failed) expect(one).toMatchObject({ reason: { code: 'E_WORLD_FAILED' } });
    await expect(a.step(1)).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
    await Promise.all([a.reset(), b.reset()]);
    expect((await Promise.all([a.step(1), b.step(1)]))[0][0]).toBe(2);
  });

  test('needs a reset before the first step and after the end', async () => {
    const { a, b } = await twoAt(await start());
    for (let k = 0; k < 2; k++) await Promise.all([a.step(3), b.step(2)]);
    await expect(a.step(0)).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
    await expect(b.step(0)).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
  });

  test('keeps its state to itself', async () => {
    const { a } = await twoAt(await start());
    await expect(a.getState()).rejects.toMatchObject({ code: 'E_MATCH' });
    await expect(a.setState(3)).rejects.toMatchObject({ code: 'E_MATCH' });
  });

  test('answers each seat in the order of its requests, other worlds meanwhile', async () => {
    const server = await start();
    const [raw, bob] = [await RawClient.join(server.url, 'player'), await join(server, 'Bob')];
    await raw.ask({ type: 'sit', id: 1, match: 'm', envId: 'PongDuel-v0' });
    await raw.ask({ type: 'make', id: 2, envId: 'CartPole-v1' });
    const other = await bob.sit<unknown, number>({ match: 'm' });
    raw.send({ type: 'reset', id: 3, world: 1 });
    raw.send({ type: 'step', id: 4, world: 1, action: 0 });
    raw.send({ type: 'render', id: 5, world: 1, mode: 'scene' });
    raw.send({ type: 'step', id: 6, world: 1, action: 7 });
    raw.send({ type: 'reset', id: 7, world: 2 });
    expect((await raw.next()).id).toBe(7);
    await other.reset();
    await other.step(0);
    expect([(await raw.next()).id, (await raw.next()).id, (await raw.next()).id]).toEqual([3, 4, 5]);
    expect(await raw.next()).toMatchObject({ id: 6, code: 'E_INVALID_ACTION' });
    raw.close();
  });

  test('keeps 64 requests behind one that waits', async () => {
    const raw = await RawClient.join((await start()).url, 'player');
    await raw.ask({ type: 'sit', id: 1, match: 'm', envId: 'PongDuel-v0' });
    for (let id = 2; id < 2 + 66; id++) raw.send({ type: 'reset', id, world: 1 });
    expect(await raw.next()).toMatchObject({ id: 67, code: 'E_LIMIT' });
    // Leaving does not wait, and nothing is left without an answer.
    raw.send({ type: 'close', id: 'bye', world: 1 });
    for (let id = 2; id < 67; id++) expect(await raw.next()).toMatchObject({ id, code: 'E_UNKNOWN_WORLD' });
    expect(await raw.next()).toEqual({ type: 'ok', id: 'bye' });
    raw.close();
  });

  test('counts as a world of its player', async () => {
    const ada = await join(await start({ limits: { maxWorldsPerPlayer: 1 } }), 'Ada');
    const seat = await ada.sit({ envId: 'PongDuel-v0' });
    await expect(ada.sit({ match: seat.match })).rejects.toMatchObject({ code: 'E_LIMIT' });
    await expect(ada.make('CartPole-v1')).rejects.toMatchObject({ code: 'E_LIMIT' });
    await seat.close();
    await (await ada.make('CartPole-v1')).close();
  });
});

describe('with a time for each step', () => {
  test('a seat that does not act does nothing, and hears of it all with its next answer', async () => {
    // Doing nothing is what is called idle, here to add 2.
    const { a, b } = await twoAt(await start(), { stepSeconds: 0.02 });
    expect((await a.step(1)).slice(0, 2)).toEqual([3, 2]);
    expect((await a.step(0)).slice(0, 2)).toEqual([5, 2]);
    // To b the others' 1 + 0 of before and 0 of now.
    expect((await Promise.all([a.step(0), b.step(1)]))[1].slice(0, 2)).toEqual([6, 1]);
    // The end comes while b sleeps: it is told once, whatever b does, and then a reset is due.
    expect((await a.step(3)).slice(0, 3)).toEqual([11, 2, true]);
    expect((await b.step(1)).slice(0, 4)).toEqual([11, 3, true, false]);
    await expect(b.step(1)).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
  });

  test('an episode waits for nobody whose connection is lost', async () => {
    const server = await start();
    const [ada, raw] = [await join(server, 'Ada'), await RawClient.join(server.url, 'player')];
    const a: SumSeat = await ada.sit({ match: 'm', envId: 'test/Sum-v0', stepSeconds: 0.02 });
    await raw.ask({ type: 'sit', id: 1, match: 'm' });
    raw.send({ type: 'reset', id: 2, world: 1 });
    await a.reset();
    raw.socket.terminate();
    expect((await a.step(1)).slice(0, 4)).toEqual([3, 2, false, false]);
  });
});

describe('when a player goes', () => {
  test.each<[string, (seat: SumSeat, client: LudusClient) => unknown]>([
    ['closes its world', (seat) => seat.close()],
    ['ends its connection', (_seat, client) => client.close()],
    ['begins anew', (seat) => void seat.reset().catch(() => {})],
  ])('who %s truncates the episode for the others, who are told who', async (_, end) => {
    const { a, b, bob } = await twoAt(await start());
    await Promise.all([a.step(1), b.step(1)]);
    const waiting = a.step(1);
    await end(b, bob);
    expect(await waiting).toEqual([2, 0, false, true, { rewards: [1, 1], abandoned: 'b' }]);
    await expect(a.step(1)).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
  });

  test('another may take the seat, and a new episode begins', async () => {
    const server = await start();
    const { a, b } = await twoAt(server);
    await b.close();
    const waiting = a.reset();
    const c: SumSeat = await (await join(server, 'Cem')).sit({ match: 'm' });
    expect(c.players).toEqual(['Ada', 'Cem']);
    await Promise.all([waiting, c.reset()]);
    expect((await Promise.all([a.step(1), c.step(1)]))[0][0]).toBe(2);
  });

  test('a player that was not waiting hears of it with its next step', async () => {
    const { a, b } = await twoAt(await start());
    await Promise.all([a.step(1), b.step(2)]);
    await b.close();
    expect(await a.step(3)).toEqual([3, 0, false, true, { rewards: [2, 1], abandoned: 'b' }]);
  });

  test('a lost connection holds its seat, and its key brings it back into the running episode', async () => {
    const server = await start();
    const [ada, raw] = [await join(server, 'Ada'), await RawClient.join(server.url, 'player')];
    const a: SumSeat = await ada.sit({ match: 'm', envId: 'test/Sum-v0' });
    const { key, seat } = await raw.ask({ type: 'sit', id: 1, match: 'm' });
    raw.send({ type: 'reset', id: 2, world: 1 });
    await a.reset();
    raw.send({ type: 'step', id: 3, world: 1, action: 1 });
    await a.step(1);
    const waiting = a.step(2);
    await ada.matches();
    raw.socket.terminate();
    await expect.poll(async () => (await ada.matches())[0]?.seats[1]).toEqual({ name: 'b', player: null, free: false });
    expect(await isWaiting(waiting, ada)).toBe(true);
    const back = await join(server, 'Bob again');
    await expect(back.sit({ match: 'm' })).rejects.toMatchObject({ code: 'E_SEAT_TAKEN' });
    await expect(back.sit({ match: 'm', key: '0123456789abcdef' })).rejects.toMatchObject({ code: 'E_MATCH' });
    const b = await back.sit<number, number>({ match: 'm', key: String(key) });
    expect([b.seat, b.now]).toEqual([seat, [2, { rewards: [1, 1] }]]);
    expect((await Promise.all([waiting, b.step(3)]))[1].slice(0, 2)).toEqual([7, 2]);
  });

  test('the key takes the seat over where the old connection is not yet known to be lost', async () => {
    const server = await start();
    const { bob, b, a } = await twoAt(server);
    const old = b.step(1);
    const refused = expect(old).rejects.toMatchObject({ code: 'E_UNKNOWN_WORLD' });
    const again = await (await join(server, 'Bob again')).sit<number, number>({ match: 'm', key: b.key });
    await refused;
    await expect(b.step(1)).rejects.toMatchObject({ code: 'E_UNKNOWN_WORLD' });
    expect((await Promise.all([a.step(1), again.step(2)]))[0].slice(0, 2)).toEqual([3, 2]);
    bob.close(); // changes nothing any more
    expect((await Promise.all([a.step(1), again.step(2)]))[0].slice(0, 2)).toEqual([6, 2]);
  });

  test('a seat is held for so long, then it is free; a match whose players are all gone is over', async () => {
    const server = await start({ limits: { seatHoldSeconds: 0.05 } });
    const [ada, raw] = [await join(server, 'Ada'), await RawClient.join(server.url, 'player')];
    const { key } = await raw.ask({ type: 'sit', id: 1, match: 'm', envId: 'test/Sum-v0' });
    const b: SumSeat = await ada.sit({ match: 'm' });
    raw.send({ type: 'reset', id: 2, world: 1 });
    await b.reset();
    const waiting = b.step(1);
    raw.socket.terminate();
    expect((await waiting)[4]).toMatchObject({ abandoned: 'a' });
    await expect(ada.sit({ match: 'm', key: String(key) })).rejects.toMatchObject({ code: 'E_MATCH' });
    await b.close();
    expect(await ada.matches()).toEqual([]);
    await expect(ada.sit({ match: 'm', key: String(key) })).rejects.toMatchObject({ code: 'E_UNKNOWN_MATCH' });
    expect(server.hub.sessions()[0]?.state).toBe('finished');
  });

  test('both lose their connections: the match waits for them, then ends', async () => {
    const server = await start({ limits: { seatHoldSeconds: 0.05 } });
    const raws = [await RawClient.join(server.url, 'player'), await RawClient.join(server.url, 'player')];
    await raws[0]!.ask({ type: 'sit', id: 1, match: 'm', envId: 'test/Sum-v0' });
    await raws[1]!.ask({ type: 'sit', id: 1, match: 'm' });
    for (const raw of raws) raw.socket.terminate();
    const ada = await join(server, 'Ada');
    await expect.poll(() => ada.matches()).toEqual([]);
    expect(server.hub.sessions()[0]?.state).toBe('finished');
  });

  test('who waits for others is not idle', async () => {
    const server = await start({ limits: { idleSeconds: 0.3 } });
    const raw = await RawClient.join(server.url, 'player');
    await raw.ask({ type: 'sit', id: 1, match: 'm', envId: 'test/Sum-v0' });
    raw.send({ type: 'reset', id: 2, world: 1 });
    const idle = await RawClient.join(server.url, 'player');
    expect((await idle.untilClosed()).code).toBe(4000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(raw.closed).toBeNull();
    raw.close();
  });
});
