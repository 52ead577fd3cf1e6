/**
 * Seats: a world that several agents play at once, taken apart into what each of them observes, does and gains.
 *
 * A world declares its seats by name in `metadata.seats`. It stays an `Env` like any other, driven as a whole; what belongs to which
 * seat follows from the order of the names:
 *
 * - actions and observations are `Tuple`s with one part a seat, or arrays (`Box`, `MultiDiscrete`) whose first axis is the seats
 * - `info.rewards` of every step holds one number a seat
 *
 * Whoever plays a seat then plays an ordinary world of one agent: `server/matches` lets remote players do so.
 *
 * Source of the idea: PettingZoo's parallel API (Terry et al. 2021), with the agents fixed from reset to end. Left out: agents that come
 * and go within an episode, and seats that end at different times.
 */
import { Box } from '../spaces/box.ts';
import { Discrete } from '../spaces/discrete.ts';
import { MultiDiscrete } from '../spaces/multi-discrete.ts';
import type { Space } from '../spaces/space.ts';
import { Tuple } from '../spaces/tuple.ts';
import { rowCodec } from '../vector/batch.ts';
import type { Batch } from '../vector/vector-env.ts';
import type { Env, Info } from './env.ts';
import { show } from './show.ts';

/** A space taken apart: one space a seat, and the way from a whole value to the parts and back. */
interface Parts {
  readonly spaces: readonly Space[];
  /** A copy of what belongs to a seat. */
  read(value: unknown, seat: number): unknown;
  join(parts: readonly unknown[]): unknown;
}

export class Seats {
  /** In the order of actions, observations and rewards. */
  readonly names: readonly string[];
  readonly #observations: Parts;
  readonly #actions: Parts;

  /**
   * @throws {TypeError} where the world declares no seats, or its spaces have no part for each
   *
   * @example
   * const duel = make('PongDuel-v0');
   * const seats = new Seats(duel);
   * const [both] = duel.reset({ seed: 1 });
   * const right = seats.observation(both, 0); // what Pong-features-v0 observes
   * duel.step(seats.join([1, 0]) as Int32Array); // the right seat goes up, the left one nowhere
   */
  constructor({
    metadata,
    observationSpace,
    actionSpace,
    spec,
  }: Pick<Env, 'metadata' | 'observationSpace' | 'actionSpace' | 'spec'>) {
    const { seats } = metadata;
    const label = spec?.id ?? 'a world';
    if (seats === undefined || seats.length === 0) {
      throw new TypeError(`Cannot seat players at ${label}: it declares no seats in its metadata. Play it as a whole.`);
    }
    this.names = seats;
    this.#observations = partsOf(observationSpace, seats.length, `observations of ${label}`);
    this.#actions = partsOf(actionSpace, seats.length, `actions of ${label}`);
  }

  observationSpace(seat: number): Space {
    return this.#observations.spaces[seat]!;
  }

  actionSpace(seat: number): Space {
    return this.#actions.spaces[seat]!;
  }

  /** What a seat sees of the world's observation, a copy. */
  observation(whole: unknown, seat: number): unknown {
    return this.#observations.read(whole, seat);
  }

  /** @param actions one a seat, each in its `actionSpace` */
  join(actions: readonly unknown[]): unknown {
    return this.#actions.join(actions);
  }

  /**
   * What a step was worth, to each seat.
   *
   * @throws {TypeError} where the info lacks it
   */
  rewards({ rewards }: Info): readonly number[] {
    const { length } = this.names;
    if (Array.isArray(rewards) && rewards.length === length && rewards.every((reward) => Number.isFinite(reward))) {
      return rewards as readonly number[];
    }
    throw new TypeError(
      `Cannot read the seats' rewards: info.rewards is a list of ${length} finite numbers, got ${show(rewards)}. Give it with every step.`,
    );
  }
}

function partsOf(space: Space, count: number, what: string): Parts {
  if (space instanceof Tuple && space.spaces.length === count) {
    return {
      spaces: space.spaces,
      read: (value, seat) => (value as readonly unknown[])[seat],
      join: (parts) => [...parts],
    };
  }
  const spaces = rowsOf(space, count);
  if (spaces === null) {
    throw new TypeError(
      `Cannot seat ${count} players: the ${what} are a Tuple with a part for each, or a Box or MultiDiscrete with a row for each, got ${space}. Change the space, or the seats.`,
    );
  }
  const rows = rowCodec(spaces[0]!);
  return {
    spaces,
    read: (value, seat) => rows.read(value as Batch, seat),
    join(parts) {
      const whole = rows.create(count);
      for (const [seat, part] of parts.entries()) rows.write(whole, seat, part);
      return whole;
    },
  };
}

/** The spaces of the rows along the first axis; null where there are not `count`. */
function rowsOf(space: Space, count: number): readonly Space[] | null {
  const [length, ...shape] = space.shape ?? [];
  if (length !== count) return null;
  if (space instanceof Box) {
    const size = space.low.length / count;
    const row = <T>(bounds: { slice(from: number, to: number): T }, seat: number) =>
      bounds.slice(seat * size, (seat + 1) * size);
    return Array.from({ length: count }, (_, seat) => {
      return new Box({ low: row(space.low, seat), high: row(space.high, seat), shape, dtype: space.dtype });
    });
  }
  if (!(space instanceof MultiDiscrete)) return null;
  const { nvec, start } = space;
  if (shape.length === 0) return Array.from(nvec, (n, seat) => new Discrete(n, { start: start[seat]! }));
  const size = nvec.length / count;
  return Array.from({ length: count }, (_, seat) => {
    const [from, to] = [seat * size, (seat + 1) * size];
    return new MultiDiscrete(nvec.slice(from, to), { start: start.slice(from, to), shape });
  });
}
