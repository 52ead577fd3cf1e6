import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { connect, LudusError, publish } from '../../clients/typescript/index.ts';
import type { Env, Kwargs, State } from '../../envs/core/env.ts';
import { register } from '../../envs/core/registry.ts';
import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  make,
  registeredEnvs,
  Text,
  Tuple,
} from '../../envs/index.ts';
import { rowCodec } from '../../envs/vector/batch.ts';
import { makeVec } from '../../envs/vector/make-vec.ts';
import type { Batch } from '../../envs/vector/vector-env.ts';
import { type LudusServer, type ServerOptions, startServer } from '../../server/index.ts';
import { CART_POLE, RawClient } from './raw-client.ts';

const servers: LudusServer[] = [];
async function start(options: ServerOptions = {}): Promise<LudusServer> {
  const server = await startServer({ port: 0, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const codecs = ['msgpack', 'json'] as const;

/** Every kind of space in observation and action; echoes its action; misbehaves on request. Not bundled. */
class Odd implements Env {
  readonly #space = new Dict({
    box: new Box({ low: -Infinity, high: Infinity, shape: [2, 2], dtype: 'float64' }),
    bytes: new Box({ low: 0, high: 255, shape: [3], dtype: 'uint8' }),
    counts: new MultiDiscrete([3, 4]),
    flags: new MultiBinary(4),
    pair: new Tuple([new Discrete(5, { start: -2 }), new Text(12)]),
  });
  readonly observationSpace = this.#space;
  readonly actionSpace = this.#space;
  readonly metadata = { renderModes: ['scene'], renderFps: 10 } as const;
  readonly spec = { id: 'test/Odd-v0', rewardThreshold: null, maxEpisodeSteps: null, kwargs: {}, bundled: false };
  readonly unwrapped = this;
  readonly #fails: boolean;
  readonly #blind: boolean;
  steps = 0;

  constructor({ fails, blind }: Kwargs) {
    this.#fails = fails === true;
    this.#blind = blind === true;
  }
  reset(): [unknown, Record<string, unknown>] {
    this.steps = 0;
    return [this.#space.sample(), { big: 2n ** 70n, nan: Number.NaN, list: Float32Array.of(1, 2), call: () => 1 }];
  }
  step(action: unknown): [unknown, number, boolean, boolean, Record<string, unknown>] {
    this.steps++;
    if (this.#fails) throw new TypeError('its own bug');
    return [action, -0.5, false, this.steps === 200, {}];
  }
  render(): never {
    if (this.#blind) throw new Error('cannot be drawn');
    const square = { id: 's', type: 'rect', x: this.steps, y: 0, width: 1, height: 1 };
    return { view: { x: 0, y: 0, width: 9, height: 9 }, shapes: [square] } as never;
  }
  getState(): State {
    if (this.#blind) throw new Error('has no state');
    return { steps: this.steps, bytes: Uint8Array.of(1, 2) };
  }
  setState(state: State): void {
    this.steps = (state as { readonly steps: number }).steps;
  }
  close(): void {
    if (this.#blind) throw new Error('cannot be closed');
  }
}

beforeAll(() => {
  register({ id: 'test/Odd-v0', entryPoint: (kwargs) => new Odd(kwargs), kwargs: { fails: false, blind: false } });
});

describe.each(codecs)('a world over the wire equals a local one (%s)', (codec) => {
  test.each(registeredEnvs().map(({ id }) => id))('%s', async (id) => {
    const server = await start();
    const client = await connect(server.url, { codec });
    const remote = await client.make(id);
    const local = make(id);
    expect(remote.observationSpace.toJSON()).toEqual(local.observationSpace.toJSON());
    expect(await remote.reset({ seed: 5 })).toEqual(local.reset({ seed: 5 }));
    local.actionSpace.seed(1);
    for (let i = 0; i < 300; i++) {
      const action = local.actionSpace.sample();
      const expected = local.step(action);
      const got = await remote.step(action);
      // `toEqual` takes a millisecond for a thousand numbers, and pictures have many thousands: it is for the message.
      if (!isDeepStrictEqual(got, expected)) expect(got).toEqual(expected);
      if (expected[2] || expected[3]) expect(await remote.reset()).toEqual(local.reset());
    }
    client.close();
  });

  test.each([
    ['CartPole-v1', 'next-step'],
    ['CartPole-v1', 'same-step'],
    ['FrozenLake-v1', 'next-step'],
    ['MiniGrid-Empty-5x5-v0', 'same-step'],
  ] as const)('in batches: %s, %s', async (id, autoreset) => {
    const server = await start();
    const client = await connect(server.url, { codec });
    const remote = await client.make(id, { numEnvs: 5, autoreset, maxEpisodeSteps: 30 });
    const local = makeVec(id, { numEnvs: 5, autoresetMode: autoreset, maxEpisodeSteps: 30 });
    expect(await remote.reset({ seed: 5 })).toEqual(copy(local.reset({ seed: 5 })));
    const rows = rowCodec(local.singleActionSpace);
    local.singleActionSpace.seed(1);
    for (let i = 0; i < 100; i++) {
      const actions = rows.create(5);
      for (let k = 0; k < 5; k++) rows.write(actions, k, local.singleActionSpace.sample());
      const expected = local.step(actions as Batch);
      expect(await remote.step(actions as Batch)).toEqual(copy(expected));
    }
    client.close();
  });

  test('with every kind of space, and infos of every kind', async () => {
    const server = await start();
    const client = await connect(server.url, { codec });
    const env = await client.make('test/Odd-v0');
    const [observation, info] = await env.reset({ seed: 1 });
    expect(env.observationSpace.contains(observation)).toBe(true);
    expect(info).toEqual({ big: String(2n ** 70n), nan: codec === 'json' ? 'NaN' : Number.NaN, list: [1, 2] });
    env.actionSpace.seed(3);
    for (let i = 0; i < 20; i++) {
      const action = env.actionSpace.sample() as { box: Float64Array };
      if (i === 0) action.box.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]);
      const [echo, reward, terminated, truncated] = await env.step(action);
      expect(echo).toEqual(action);
      expect([reward, terminated, truncated]).toEqual([-0.5, false, false]);
    }
    expect(await env.getState()).toMatchObject({
      env: { steps: 20, bytes: Uint8Array.of(1, 2) },
    });
    expect(await env.render('scene')).toMatchObject({ shapes: [{ x: 20 }] });
    client.close();
  });
});

/** A batch is overwritten by the next step, and its typed arrays are shared. */
function copy<T>(value: T): T {
  return structuredClone(value);
}

describe('a player', () => {
  test('may pipeline: answers come in order, and each to its request', async () => {
    const server = await start();
    const client = await RawClient.join(server.url, 'player');
    await client.ask({ type: 'make', id: 'm', envId: 'CartPole-v1' });
    client.send({ type: 'reset', id: 0, world: 1, seed: 3 });
    const local = make('CartPole-v1');
    local.reset({ seed: 3 });
    for (let id = 1; id <= 20; id++) client.send({ type: 'step', id, world: id === 10 ? 99 : 1, action: id % 2 });
    expect((await client.next()).id).toBe(0);
    for (let id = 1; id <= 20; id++) {
      const answer = await client.next();
      expect(answer.id).toBe(id);
      if (id === 10) expect(answer.code).toBe('E_UNKNOWN_WORLD');
      else expect(answer.obs).toEqual([...(local.step(id % 2)[0] as Float32Array)]);
    }
  });

  test('is refused a wrong action, a step out of turn, a wrong seed, state or mode, and goes on unharmed', async () => {
    const server = await start();
    const client = await connect(server.url);
    const env = await client.make('CartPole-v1', { maxEpisodeSteps: 3 });
    const code = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'accepted',
        (error: unknown) => (error instanceof LudusError ? error.code : 'no LudusError'),
      );
    expect(await code(env.step(0))).toBe('E_RESET_NEEDED');
    expect(await code(env.reset({ seed: -1 }))).toBe('E_INVALID');
    expect(await code(env.reset({ options: { low: 'x' } }))).toBe('E_INVALID_RESET');
    await env.reset({ seed: 2n ** 80n });
    for (const action of [2, -1, 0.5, 'left', null, [0], { a: 1 }])
      expect(await code(env.step(action as number))).toBe('E_INVALID_ACTION');
    const state = await env.getState();
    expect(await code(env.setState({ nonsense: true }))).toBe('E_INVALID_STATE');
    expect(await env.getState()).toEqual(state);
    expect(await code(env.render('human' as 'ansi'))).toBe('E_INVALID');
    for (let i = 0; i < 3; i++) await env.step(0);
    expect(await code(env.step(0))).toBe('E_RESET_NEEDED');
    await env.setState(state);
    expect((await env.step(0))[3]).toBe(false);
    expect(await code(client.make('CartPole-v1', { kwargs: { gravity: 1 } }))).toBe('E_UNKNOWN_KWARG');
    expect(await code(client.make('CartPol-v1'))).toBe('E_UNKNOWN_ENV');
    await env.close();
    expect(await code(env.step(0))).toBe('E_UNKNOWN_WORLD');
    client.close();
  });

  test('of a batch is refused likewise', async () => {
    const server = await start();
    const client = await RawClient.join(server.url, 'player');
    await client.ask({
      type: 'make',
      id: 'm',
      env_id: 'CartPole-v1',
      num_envs: 2,
      autoreset: 'Disabled',
      maxEpisodeSteps: 2,
    });
    const step = (id: number, action: unknown) => client.ask({ type: 'step', id, world: 1, action });
    expect(await step(1, [0, 0])).toMatchObject({ code: 'E_RESET_NEEDED' });
    expect(await client.ask({ type: 'reset', id: 2, world: 1, seed: [1, null] })).toMatchObject({
      type: 'reset',
      info: [],
    });
    expect(await client.ask({ type: 'reset', id: 3, world: 1, seed: [1] })).toMatchObject({ code: 'E_INVALID_RESET' });
    for (const action of [0, [0], [0, 2], [0, 0.5], [0, 'x'], null]) {
      expect(await step(4, action)).toMatchObject({ code: 'E_INVALID_ACTION' });
    }
    expect(await step(5, [0, 1])).toMatchObject({ reward: [1, 1], truncated: [false, false] });
    expect(await step(6, [0, 1])).toMatchObject({ truncated: [true, true] });
    expect(await step(7, [0, 1])).toMatchObject({ code: 'E_RESET_NEEDED' });
    expect(await client.ask({ type: 'reset', id: 8, world: 1, resetMask: [1, 0] })).toMatchObject({ type: 'reset' });
    expect(await step(9, [0, 1])).toMatchObject({ code: 'E_RESET_NEEDED', message: /environment 1 has ended/ });
  });

  test('whose world fails by itself is told so, and everybody goes on', async () => {
    const server = await start();
    const other = await connect(server.url);
    const pole = await other.make('CartPole-v1');
    await pole.reset({ seed: 1 });
    const client = await connect(server.url);
    const env = await client.make('test/Odd-v0', { kwargs: { fails: true } });
    await env.reset();
    await expect(env.step(env.actionSpace.sample())).rejects.toMatchObject({
      code: 'E_WORLD_FAILED',
      message: /its own bug/,
    });
    await expect(env.step(env.actionSpace.sample())).rejects.toMatchObject({ code: 'E_RESET_NEEDED' });
    await env.reset();
    expect((await pole.step(0))[1]).toBe(1);
  });

  test('keeps playing a world that cannot be drawn, say its state or close', async () => {
    const server = await start();
    const client = await connect(server.url);
    const env = await client.make('test/Odd-v0', { kwargs: { blind: true } });
    await env.reset();
    expect((await env.step(env.actionSpace.sample()))[1]).toBe(-0.5);
    await expect(env.getState()).rejects.toMatchObject({ code: 'E_WORLD_FAILED' });
    await env.reset();
    client.close();
    await expect.poll(() => server.hub.sessions()[0]).toMatchObject({ state: 'finished', progress: { step: 1 } });
  });

  test('has so many worlds and environments, and no more', async () => {
    const server = await start({ limits: { maxWorldsPerPlayer: 2, maxEnvsPerWorld: 3, maxSessions: 3 } });
    const client = await connect(server.url);
    expect(client.limits).toMatchObject({ maxWorldsPerPlayer: 2, maxEnvsPerWorld: 3 });
    await expect(client.make('CartPole-v1', { numEnvs: 4 })).rejects.toThrow(/numEnvs is at most 3/);
    const first = await client.make('CartPole-v1', { numEnvs: 3 });
    await client.make('CartPole-v1');
    await expect(client.make('CartPole-v1')).rejects.toThrow(/at most 2 worlds/);
    await first.close();
    await client.make('CartPole-v1');
    const other = await connect(server.url);
    await other.make('CartPole-v1');
    await expect(other.make('CartPole-v1')).rejects.toMatchObject({ code: 'E_LIMIT' });
  });
});

describe('what viewers see of a player', () => {
  test.each(codecs)('the episode replays to the same observations (%s)', async (codec) => {
    const server = await start();
    const client = await connect(server.url, { codec, name: 'my agent' });
    const env = await client.make('CartPole-v1');
    await env.reset({ seed: 11 });
    const policy = { kind: 'probabilities', values: [0.25, 0.75] } as const;
    let steps = 0;
    for (let over = false; !over; steps++) {
      const [, , terminated, truncated] = await env.step(steps % 3 === 0 ? 0 : 1, policy);
      over = terminated || truncated;
    }
    const viewer = await RawClient.join(server.url, 'viewer');
    await expect.poll(() => server.hub.snapshot(env.session, 0).episodes.at(-1)?.outcome?.length).toBe(steps);
    viewer.send({ type: 'watch', id: 1, session: env.session });
    const snapshot = await viewer.find(({ type }) => type === 'snapshot');
    expect(snapshot).toMatchObject({
      info: { kind: 'player', name: 'my agent', agent: 'my agent', renderFps: 50, actionNames: ['left', 'right'] },
      metrics: [{ step: steps, values: { return: steps } }],
    });
    const [episode] = snapshot.episodes as [
      { start: unknown; chunks: { actions: number[]; policies: unknown[] }[]; outcome: unknown },
    ];
    expect(episode.start).toEqual({ kind: 'seed', seed: 11 });
    const actions = episode.chunks.flatMap((chunk) => chunk.actions);
    expect(actions).toEqual(Array.from({ length: steps }, (_, i) => (i % 3 === 0 ? 0 : 1)));
    expect(episode.chunks[0]?.policies[0]).toEqual(policy);
    expect(episode.outcome).toEqual({ return: steps, length: steps, terminated: true, truncated: false });
    client.close();
    await expect.poll(() => server.hub.sessions()[0]?.state).toBe('finished');
  });

  test.each(['next-step', 'same-step'] as const)(
    'of a batch: environment 0, each episode from its start (%s)',
    async (autoreset) => {
      const server = await start();
      const client = await connect(server.url);
      const env = await client.make('CartPole-v1', { numEnvs: 3, autoreset });
      const viewer = await RawClient.join(server.url, 'viewer');
      await viewer.ask({ type: 'watch', id: 1, session: env.session });
      await env.reset({ seed: 4 });
      for (let i = 0; i < 100; i++) await env.step(Int32Array.of(1, 0, i % 2));
      await new Promise((resolve) => setTimeout(resolve, 100));
      const events = viewer.take();
      const local = make('CartPole-v1');
      let ends = 0;
      for (const event of events) {
        if (event.type === 'episode') local.setState((event.start as { state: State }).state);
        if (event.type === 'steps') for (const action of event.actions as number[]) local.step(action);
        if (event.type === 'episode_end') {
          ends++;
          // Pushed one way the pole falls: the same state here as there, or this step would not be refused.
          expect(() => local.step(1)).toThrow();
        }
      }
      expect(ends).toBeGreaterThan(5);
      client.close();
    },
  );

  test('an episode given up in the middle stays apart from the next', async () => {
    const server = await start();
    const client = await connect(server.url);
    const env = await client.make('CartPole-v1');
    const viewer = await RawClient.join(server.url, 'viewer');
    await viewer.ask({ type: 'watch', id: 1, session: env.session });
    await env.reset({ seed: 1 });
    const state = await env.getState();
    for (const action of [1, 1, 1]) await env.step(action);
    await env.reset({ seed: 2 });
    for (const action of [0, 0]) await env.step(action);
    await env.setState(state);
    await env.step(1);
    await viewer.find((event) => event.type === 'steps' && event.episode === 2);
    const episode = server.hub.snapshot(env.session, 0).episodes.at(-1);
    expect(episode).toMatchObject({ episode: 2, start: { kind: 'state' }, outcome: null });
    expect(episode?.chunks.flatMap(({ actions }) => actions)).toEqual([1]);
    client.close();
  });

  test('of a world that is not bundled: scenes, at most 60 a second', async () => {
    const server = await start();
    const client = await connect(server.url);
    const env = await client.make('test/Odd-v0');
    await env.reset();
    env.actionSpace.seed(1);
    const action = env.actionSpace.sample();
    const startedAt = performance.now();
    for (let i = 0; i < 200; i++) await env.step(action);
    const seconds = (performance.now() - startedAt) / 1_000;
    await expect.poll(() => server.hub.snapshot(env.session, 0).episodes[0]?.outcome?.truncated).toBe(true);
    const episode = server.hub.snapshot(env.session, 0).episodes[0]!;
    expect(episode.start).toBeNull();
    expect(episode.firstScene).toMatchObject({ shapes: [{ x: 0 }] });
    const scenes = episode.chunks.flatMap((chunk) => chunk.scenes ?? []);
    expect(scenes.length).toBeGreaterThan(0);
    expect(scenes.length).toBeLessThanOrEqual(60 * seconds + 2);
    for (const { step, scene } of scenes) expect(scene.shapes[0]).toMatchObject({ x: step });
    expect(scenes.at(-1)?.step).toBe(200); // the last moment is always drawn
    client.close();
  });
});

describe('the TypeScript client', () => {
  test('says what is wrong with an address, a token, a server that is not there', async () => {
    await expect(connect('nonsense')).rejects.toThrow(/"nonsense" is no URL/);
    await expect(connect('ftp://x')).rejects.toThrow(/must begin with ws/);
    await expect(connect('ws://127.0.0.1:1/ws')).rejects.toMatchObject({
      code: 'E_CONNECTION',
      message: /ECONNREFUSED.*ludus serve/,
    });
    const server = await start({ token: 't' });
    await expect(connect(server.url)).rejects.toMatchObject({ code: 'E_UNAUTHORIZED' });
    (await connect(server.url, { token: 't' })).close();
  });

  test('of a player publishes to the same server, with the same token', async () => {
    const server = await start({ token: 't' });
    const client = await connect(server.url, { token: 't', codec: 'json' });
    const { kind, name, spec, agent, renderFps } = CART_POLE;
    const publisher = await client.publish({ kind, name, spec, agent, renderFps });
    publisher.send({ type: 'status', state: 'failed', phase: 'diverged', progress: null });
    await publisher.close();
    await publisher.close();
    expect(server.hub.sessions()).toMatchObject([{ session: publisher.session, state: 'failed', phase: 'diverged' }]);
    client.close();
  });

  test('rejects what is under way when the connection goes, and everything after', async () => {
    const server = await start();
    const client = await connect(server.url);
    const env = await client.make('CartPole-v1');
    const pending = env.reset({ seed: 1 });
    client.close();
    await expect(pending).rejects.toMatchObject({ code: 'E_CLOSED' });
    const other = await connect(server.url);
    const world = await other.make('CartPole-v1');
    await server.close();
    await expect(world.reset()).rejects.toMatchObject({ code: 'E_CLOSED' });
  });

  test("publishes, survives the server's restart, and goes on from the next episode", async () => {
    const { kind, name, spec, agent, renderFps } = CART_POLE;
    const first = await startServer({ port: 0 });
    const lines: string[] = [];
    const publisher = await publish(
      first.url,
      { kind, name, spec, agent, renderFps },
      { onStatus: (line) => lines.push(line) },
    );
    publisher.send({ type: 'episode', episode: 0, start: { kind: 'seed', seed: 2n ** 70n } });
    publisher.send({ type: 'steps', episode: 0, from: 0, actions: [1], rewards: [1], policies: [null] });
    await expect
      .poll(() => first.hub.snapshot(publisher.session, 0).episodes[0])
      .toMatchObject({
        start: { kind: 'seed', seed: 2n ** 70n },
        chunks: [{ actions: [1] }],
      });
    await first.close();
    await expect.poll(() => lines.join()).toMatch(/was closed \(1001.*Trying again/);
    publisher.send({ type: 'steps', episode: 0, from: 1, actions: [1, 0], rewards: [1, 1], policies: [null, null] });
    publisher.send({ type: 'metrics', points: [{ step: 9, values: { return: 9 } }] });
    const second = await start({ port: first.port });
    await expect.poll(() => lines.join(), { timeout: 10_000 }).toMatch(/connected to .* again/);
    expect(publisher.droppedSteps).toBe(2);
    publisher.send({ type: 'episode', episode: 1, start: { kind: 'seed', seed: 1 } });
    await publisher.close();
    publisher.send({ type: 'metrics', points: [{ step: 10, values: { return: 10 } }] }); // too late, and harmless
    expect(second.hub.sessions()).toMatchObject([{ name, state: 'finished' }]);
    const snapshot = second.hub.snapshot(second.hub.sessions()[0]!.session, 0);
    expect(snapshot.metrics).toEqual([{ step: 9, values: { return: 9 } }]);
    expect(snapshot.episodes).toMatchObject([{ episode: 1 }]);
  });
});
