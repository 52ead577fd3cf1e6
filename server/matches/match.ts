/**
 * A match: one world with seats (`envs/core/seats.ts`), a remote player on each. To its player a seat is a world of one agent: it asks
 * for a reset and is answered when all have asked, it gives its action and is answered when all have given theirs.
 *
 * A machine of two phases. *Gathering*: no episode runs, resets are awaited, from players who sit and for seats that are free.
 * *Playing*: actions are awaited; the last one to come makes the step. With a time for each step (`stepSeconds`, counted from its first
 * action), seats that have not acted by then do nothing in it; a late action counts for the step after.
 *
 * Whatever a seat did not hear of is kept for its next answer: rewards add up, and an end is told once. An episode that a player gives
 * up, by a reset or by leaving, is truncated for the others. The seat of a lost connection is held for a while, for its key to come back.
 */
import { randomBytes } from 'node:crypto';
import { idleAction } from '../../envs/core/controls.ts';
import type { Env, Info, ResetArgs } from '../../envs/core/env.ts';
import { actionNames as registeredNames } from '../../envs/core/registry.ts';
import { Seats } from '../../envs/core/seats.ts';
import { protocolError } from '../protocol/errors.ts';
import type { MatchListing, PolicyBars } from '../protocol/messages.ts';
import type { Publisher } from '../sessions/hub.ts';
import { wireSpec } from '../worlds/listing.ts';
import { Recorder } from '../worlds/recorder.ts';
import { closeQuietly, guarded, resetNeeded } from '../worlds/world.ts';

/** Milliseconds between two flushes to the viewers, some 30 a second. */
const FLUSH_INTERVAL = 33;
/** 64 bits, so that keys are not guessed. */
const KEY_BYTES = 8;

/** What a seat is told at a step: its own part of it. */
export interface SeatStep {
  readonly observation: unknown;
  /** All it gained since its last answer. */
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: Info;
}

/** Who sits on a seat, as the match sees it. Called synchronously; may ask for the next thing at once. */
export interface SeatedPlayer {
  readonly name: string;
  /** The answer to a reset. */
  begun(observation: unknown, info: Info): void;
  /** The answer to an action. */
  stepped(step: SeatStep): void;
  /** What was asked for last will not be. */
  refused(error: unknown): void;
  /** Somebody with the seat's key sits here now. */
  replaced(): void;
}

export interface MatchOptions {
  readonly name: string;
  readonly env: Env;
  readonly publisher: Publisher;
  /** Null: a step waits for all. */
  readonly stepSeconds: number | null;
  /** Seconds for which the seat of a lost connection is held. */
  readonly holdSeconds: number;
  /** The last player is gone, and the world with it. */
  readonly onEmpty: () => void;
}

type Wanted =
  | ({ readonly kind: 'reset' } & ResetArgs)
  | { readonly kind: 'step'; readonly action: unknown; readonly policy: PolicyBars | null };

/** One side of the table. */
class Chair {
  player: SeatedPlayer | null = null;
  /** Who says it sits here again; null where the seat is free. */
  key: string | null = null;
  /** Runs while the seat is held for a lost connection. */
  holding: NodeJS.Timeout | null = null;
  /** What it has asked for and not been answered. */
  wanted: Wanted | null = null;
  /** Gained since its last answer. */
  gained = 0;
  /** An end it has not heard of. */
  end: Omit<SeatStep, 'reward'> | null = null;

  clear(): void {
    if (this.holding !== null) clearTimeout(this.holding);
    this.holding = null;
    this.player = null;
    this.key = null;
    this.wanted = null;
    this.end = null;
  }
}

export class Match {
  readonly name: string;
  readonly seats: Seats;
  readonly env: Env;
  readonly stepSeconds: number | null;
  readonly actionNames: readonly string[] | null;
  readonly #chairs: readonly Chair[];
  readonly #idle: readonly unknown[];
  readonly #recorder: Recorder;
  readonly #holdSeconds: number;
  readonly #onEmpty: () => void;
  readonly #flushTimer: NodeJS.Timeout;
  #playing = false;
  #closed = false;
  #stepTimer: NodeJS.Timeout | null = null;
  /** What the world gave last, whole. */
  #observation: unknown = null;
  #info: Info = {};
  readonly #giveUp = (): void => {
    this.#playing = false;
  };

  /** @throws {TypeError} where the world has no seats. */
  constructor({ name, env, publisher, stepSeconds, holdSeconds, onEmpty }: MatchOptions) {
    this.name = name;
    this.env = env;
    this.seats = new Seats(env);
    this.stepSeconds = stepSeconds;
    this.actionNames = env.spec === null ? null : registeredNames(env.spec.id);
    this.#chairs = this.seats.names.map(() => new Chair());
    this.#idle = this.seats.names.map((_, seat) => {
      return idleAction({ actionSpace: this.seats.actionSpace(seat), actionNames: this.actionNames });
    });
    this.#holdSeconds = holdSeconds;
    this.#onEmpty = onEmpty;
    this.#recorder = new Recorder(publisher, {
      bundled: env.spec?.bundled ?? false,
      scene: () => (env.metadata.renderModes.includes('scene') ? env.render('scene') : null),
      getState: () => env.getState(),
    });
    this.#flushTimer = setInterval(() => this.#recorder.flush(), FLUSH_INTERVAL);
  }

  /** What viewers watch. */
  get session(): string {
    return this.#recorder.session;
  }

  /** The names of those who sit, null where a seat is free or held. */
  get players(): readonly (string | null)[] {
    return this.#chairs.map(({ player }) => player?.name ?? null);
  }

  get listing(): MatchListing {
    const { name: match, session, stepSeconds, players } = this;
    const seats = this.seats.names.map((name, seat) => ({
      name,
      player: players[seat]!,
      free: this.#chairs[seat]!.key === null,
    }));
    return { match, session, spec: wireSpec(this.env.spec!), stepSeconds, playing: this.#playing, seats };
  }

  // ---- sitting and leaving -----------------------------------------------------------------------------------------

  /**
   * @param wanted a seat's name or number; undefined for the first free one
   * @returns where the player sits, and the key with which it may come back
   * Throws `E_SEAT_TAKEN`, and `E_MATCH` where there is no such seat.
   */
  sit(player: SeatedPlayer, wanted: string | number | undefined): { readonly seat: number; readonly key: string } {
    const seat = wanted === undefined ? this.#chairs.findIndex(({ key }) => key === null) : this.#seatOf(wanted);
    const chair = this.#chairs[seat];
    if (chair === undefined || chair.key !== null) {
      const { names } = this.seats;
      const which = chair === undefined ? `all seats (${names.join(', ')}) are` : `the seat ${names[seat]} is`;
      throw protocolError(
        'E_SEAT_TAKEN',
        `Sitting down at match ${this.name}: ${which} taken; wait until a player leaves, or begin another match.`,
      );
    }
    chair.player = player;
    chair.key = randomBytes(KEY_BYTES).toString('hex');
    chair.gained = 0;
    return { seat, key: chair.key };
  }

  /**
   * Sits down again on the seat of a key, whether its connection is known to be lost or not yet.
   *
   * @returns the seat, and where the game stands if one is running. Throws `E_MATCH` where no seat has this key.
   */
  sitAgain(
    player: SeatedPlayer,
    key: string,
  ): { readonly seat: number; readonly now: readonly [unknown, Info] | null } {
    const seat = this.#chairs.findIndex((chair) => chair.key === key);
    const chair = this.#chairs[seat];
    if (chair === undefined) {
      throw protocolError(
        'E_MATCH',
        `Sitting down at match ${this.name}: no seat has this key any more; leave the key out to take a free seat.`,
      );
    }
    const before = chair.player;
    if (chair.holding !== null) clearTimeout(chair.holding);
    chair.holding = null;
    chair.player = player;
    chair.wanted = null;
    before?.replaced();
    const now = this.#playing ? ([this.#part(seat), this.#info] as const) : null;
    return { seat, now };
  }

  /** The player gets up: the seat is free, and an episode that runs is truncated for the others. */
  leave(seat: number): void {
    if (this.#closed) return;
    this.#chairs[seat]!.clear();
    this.#abandon(seat);
    this.#closeIfEmpty();
  }

  /** The player's connection is lost: its seat is held. */
  lose(seat: number): void {
    if (this.#closed) return;
    const chair = this.#chairs[seat]!;
    chair.player = null;
    chair.wanted = null;
    chair.holding = setTimeout(() => this.leave(seat), this.#holdSeconds * 1_000);
    chair.holding.unref();
  }

  // ---- playing -----------------------------------------------------------------------------------------------------

  /** Wants an episode to begin; one that runs is given up. Answered when all want it. */
  reset(seat: number, args: ResetArgs): void {
    this.#abandon(seat);
    const chair = this.#chairs[seat]!;
    chair.end = null;
    chair.wanted = { kind: 'reset', ...args };
    if (this.#chairs.every(({ wanted }) => wanted?.kind === 'reset')) this.#begin();
  }

  /**
   * Takes a seat's action, a value of its space. Answered when all have acted, or at once where the episode has ended without it.
   *
   * Throws `E_RESET_NEEDED`.
   */
  act(seat: number, action: unknown, policy: PolicyBars | null, world: number): void {
    const chair = this.#chairs[seat]!;
    if (chair.end !== null) {
      this.#tell(chair, chair.end);
      return;
    }
    if (!this.#playing) throw resetNeeded(world, 'no episode is running');
    chair.wanted = { kind: 'step', action, policy };
    if (this.#chairs.every(({ wanted }) => wanted !== null)) this.#advance();
    else if (this.stepSeconds !== null && this.#stepTimer === null) {
      this.#stepTimer = setTimeout(() => this.#advance(), this.stepSeconds * 1_000);
    }
  }

  /** No more playing: everybody has left, or the server ends. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopClock();
    clearInterval(this.#flushTimer);
    for (const chair of this.#chairs) chair.clear();
    this.#recorder.close();
    closeQuietly(this.env);
  }

  #begin(): void {
    const given = (name: 'seed' | 'options') =>
      this.#chairs.find(({ wanted }) => wanted?.kind === 'reset' && wanted[name] !== undefined) ?? null;
    const [seeder, chooser] = [given('seed'), given('options')];
    const seed = (seeder?.wanted as ResetArgs | undefined)?.seed;
    const options = (chooser?.wanted as ResetArgs | undefined)?.options;
    try {
      [this.#observation, this.#info] = guarded(`Resetting match ${this.name}`, 'E_INVALID_RESET', this.#giveUp, () =>
        this.env.reset({ seed, options }),
      );
    } catch (error) {
      // Those to blame learn it; the others go on waiting, unless nobody is.
      const blamed = this.#chairs.filter((chair) => chair === seeder || chair === chooser);
      this.#refuse(blamed.length > 0 ? blamed : this.#chairs, error);
      return;
    }
    this.#playing = true;
    // A seed that JSON cannot hold exactly, and none at all, are replaced by the state they led to.
    this.#recorder.episodeStart(() =>
      typeof seed === 'number'
        ? { kind: 'seed', seed, ...(options === undefined ? {} : { options }) }
        : { kind: 'state', state: this.env.getState() },
    );
    for (const chair of this.#chairs) {
      chair.wanted = null;
      chair.gained = 0;
      chair.end = null;
    }
    const [observation, info] = [this.#observation, this.#info];
    for (const [seat, { player }] of this.#chairs.entries()) {
      player?.begun(this.seats.observation(observation, seat), info);
    }
  }

  /** Makes the step; seats that have not acted do nothing in it. */
  #advance(): void {
    this.#stopClock();
    const waiting = this.#chairs.filter(({ wanted }) => wanted !== null);
    if (waiting.length === 0) return; // whoever acted has lost its connection since
    const wants = this.#chairs.map(({ wanted }) => (wanted?.kind === 'step' ? wanted : null));
    for (const chair of waiting) chair.wanted = null;
    const action = this.seats.join(wants.map((want, seat) => (want === null ? this.#idle[seat] : want.action)));
    let terminated: boolean;
    let truncated: boolean;
    try {
      guarded(`Stepping match ${this.name}`, null, this.#giveUp, () => {
        const [observation, reward, ...rest] = this.env.step(action);
        [terminated, truncated, this.#info] = rest;
        this.#observation = observation;
        for (const [seat, gain] of this.seats.rewards(this.#info).entries()) this.#chairs[seat]!.gained += gain;
        const policy = wants.find((want) => want?.policy != null)?.policy ?? null;
        this.#recorder.step(this.env.actionSpace.valueToJSON(action), reward, terminated, truncated, policy);
      });
    } catch (error) {
      this.#playing = false;
      this.#refuse(waiting, error);
      return;
    }
    this.#endStep(waiting, terminated!, truncated!, this.#info);
  }

  /** Tells the waiting how the step went, and keeps an end for the others. Answers may bring the next requests with them. */
  #endStep(waiting: readonly Chair[], terminated: boolean, truncated: boolean, info: Info): void {
    if (terminated || truncated) this.#playing = false;
    const steps = this.#chairs.map((_, seat) => ({ observation: this.#part(seat), terminated, truncated, info }));
    if (!this.#playing) {
      for (const [seat, chair] of this.#chairs.entries()) {
        if (!waiting.includes(chair) && chair.key !== null) chair.end = steps[seat]!;
      }
    }
    for (const [seat, chair] of this.#chairs.entries()) if (waiting.includes(chair)) this.#tell(chair, steps[seat]!);
  }

  /** A running episode ends because of this seat. */
  #abandon(seat: number): void {
    if (!this.#playing) return;
    this.#stopClock();
    const others = this.#chairs.filter((chair, other) => other !== seat && chair.wanted !== null);
    for (const chair of this.#chairs) chair.wanted = null;
    this.#endStep(others, false, true, { ...this.#info, abandoned: this.seats.names[seat] });
  }

  #tell(chair: Chair, step: Omit<SeatStep, 'reward'>): void {
    const reward = chair.gained;
    chair.gained = 0;
    chair.end = null;
    chair.player?.stepped({ ...step, reward });
  }

  #refuse(chairs: readonly Chair[], error: unknown): void {
    for (const chair of chairs) chair.wanted = null;
    for (const { player } of chairs) player?.refused(error);
  }

  #part(seat: number): unknown {
    return this.seats.observation(this.#observation, seat);
  }

  #seatOf(wanted: string | number): number {
    const { names } = this.seats;
    const seat = typeof wanted === 'number' ? wanted : names.indexOf(wanted);
    if (seat >= 0 && seat < names.length) return seat;
    throw protocolError(
      'E_MATCH',
      `Sitting down at match ${this.name}: seat is one of ${names.join(', ')}, or a number in the range [0, ${names.length - 1}]; got ${wanted}.`,
    );
  }

  #stopClock(): void {
    if (this.#stepTimer !== null) clearTimeout(this.#stepTimer);
    this.#stepTimer = null;
  }

  #closeIfEmpty(): void {
    if (this.#closed || this.#chairs.some(({ key }) => key !== null)) return;
    this.close();
    this.#onEmpty();
  }
}
