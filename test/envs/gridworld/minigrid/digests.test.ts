/**
 * Every MiniGrid world, and variants of their keyword arguments, against checksums of runs in MiniGrid itself
 * (test/golden/make_minigrid_digests.py, which says how a run goes and why).
 */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { EMPTY, typeOf, WALL } from '../../../../envs/gridworld/minigrid/core/cell.ts';
import type { MiniGridObservation } from '../../../../envs/gridworld/minigrid/core/mini-grid.ts';
import { DIRECTION_X, DIRECTION_Y } from '../../../../envs/gridworld/minigrid/core/rules.ts';
import { type Env, Generator, make, registeredEnvs } from '../../../../envs/index.ts';
import { readJson } from '../../golden.ts';

interface Run {
  readonly seed: number;
  readonly crc: number;
  /** Episodes that ended with a reward, and without one. */
  readonly wins: number;
  readonly fails: number;
}

interface Digests {
  readonly steps: number;
  readonly weights: readonly number[];
  readonly cases: readonly {
    readonly id: string;
    readonly kwargs: Readonly<Record<string, unknown>>;
    readonly runs: readonly Run[];
  }[];
}

interface SavedWorld {
  readonly cells: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly direction: number;
}

type MiniGridEnv = Env<MiniGridObservation, number>;

// MiniGrid 3.1.0.
const { steps, weights, cases } = readJson('minigrid-digests') as Digests;

function digest(
  crc: number,
  { image, direction, mission }: MiniGridObservation,
  reward = 0,
  terminated = false,
  truncated = false,
): number {
  const outcome = new DataView(new ArrayBuffer(11));
  outcome.setUint8(0, direction);
  outcome.setFloat64(1, reward, true);
  outcome.setUint8(9, terminated ? 1 : 0);
  outcome.setUint8(10, truncated ? 1 : 0);
  return crc32(Buffer.concat([image, new Uint8Array(outcome.buffer), Buffer.from(mission)]), crc);
}

/** Puts the agent on an empty cell right before an object that is no wall, looking at it; drawn among all such. */
function visit(env: MiniGridEnv, rng: Generator): void {
  const state = env.getState() as unknown as { readonly world: SavedWorld };
  const { cells } = state.world;
  const width = env.render('ansi').indexOf('\n') / 2; // two characters a cell
  const height = cells.length / width;
  const choices: Pick<SavedWorld, 'x' | 'y' | 'direction'>[] = [];
  cells.forEach((cell, index) => {
    if (typeOf(cell) === EMPTY || typeOf(cell) === WALL) return;
    for (let direction = 0; direction < 4; direction++) {
      const x = (index % width) - DIRECTION_X[direction]!;
      const y = Math.floor(index / width) - DIRECTION_Y[direction]!;
      const within = x >= 1 && x <= width - 2 && y >= 1 && y <= height - 2;
      if (within && cells[y * width + x] === EMPTY) choices.push({ x, y, direction });
    }
  });
  if (choices.length === 0) return;
  const choice = choices[rng.integers(choices.length)];
  env.setState({ ...state, world: { ...state.world, ...choice } } as never);
}

function play(id: string, kwargs: Readonly<Record<string, unknown>>, seed: number): Run {
  const env = make(id, kwargs).unwrapped as MiniGridEnv;
  const rng = Generator.fromSeed(seed);
  const count = (env.actionSpace as unknown as { readonly n: number }).n;
  const used = weights.slice(0, count);
  const total = used.reduce((sum, weight) => sum + weight, 0);
  const p = used.map((weight) => weight / total);
  let crc = digest(0, env.reset({ seed })[0]);
  let wins = 0;
  let fails = 0;
  for (let step = 0; step < steps; step++) {
    if (rng.integers(3) === 0) visit(env, rng);
    const [observation, reward, terminated, truncated] = env.step(rng.choice(count, { p }));
    crc = digest(crc, observation, reward, terminated, truncated);
    if (terminated && reward > 0) wins++;
    if (terminated && reward <= 0) fails++;
    if (terminated || truncated) crc = digest(crc, env.reset()[0]);
  }
  return { seed, crc, wins, fails };
}

describe('MiniGrid worlds', () => {
  it('are registered, all of them and no others', () => {
    const ours = registeredEnvs().flatMap(({ id }) => (id.startsWith('MiniGrid-') ? [id] : []));
    expect(ours).toEqual([...new Set(cases.map(({ id }) => id))].sort());
  });

  it.each(cases.map((one) => [one.id, JSON.stringify(one.kwargs), one] as const))(
    '%s with %s plays as MiniGrid does',
    (id, _, { kwargs, runs }) => {
      expect(runs.map(({ seed }) => play(id, kwargs, seed))).toEqual(runs);
    },
  );

  it('are won somewhere in those runs, each family but the one without a goal', () => {
    const familyOf = (id: string) => /^MiniGrid-([A-Za-z]+(?:-Obstacles)?)/.exec(id)![1]!;
    const won = new Set(cases.flatMap(({ id, runs }) => (runs.some(({ wins }) => wins > 0) ? [familyOf(id)] : [])));
    const families = new Set(cases.map(({ id }) => familyOf(id)));
    families.delete('Playground');
    expect([...won].sort()).toEqual([...families].sort());
  });
});
