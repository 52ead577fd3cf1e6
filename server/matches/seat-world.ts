/**
 * A seat of a match as a player's world: its messages in, its answers out, in order.
 *
 * An answer may wait for other players, and what the player asks of this seat meanwhile waits behind it, so that a step and the picture
 * after it may be asked for at once. Leaving does not wait.
 */
import type { Info } from '../../envs/core/env.ts';
import type { Outbox } from '../connection/role.ts';
import { numberToJSON } from '../protocol/codec.ts';
import { describe, errorMessage, protocolError } from '../protocol/errors.ts';
import type { RequestId } from '../protocol/messages.ts';
import { plainInfo, type WireValues, wireValues } from '../protocol/values.ts';
import { guarded, type Request, seedOf } from '../worlds/world.ts';
import type { Match, SeatedPlayer, SeatStep } from './match.ts';

export type SeatRequest = Request<'reset' | 'step' | 'render' | 'get_state' | 'set_state'>;

/** Requests kept behind one that waits. */
const MAX_AHEAD = 64;

export class SeatWorld implements SeatedPlayer {
  readonly name: string;
  readonly match: Match;
  readonly seat: number;
  /** With this the player may come back to its seat. */
  readonly key: string;
  /** Where the game stands that it came back to, encoded; null where none runs. */
  readonly now: { readonly obs: unknown; readonly info: unknown } | null;
  readonly #out: Outbox;
  readonly #onReplaced: () => void;
  readonly #observations: WireValues;
  readonly #actions: WireValues;
  /** The request that waits for other players, by its id. */
  #asked: RequestId | null = null;
  readonly #behind: SeatRequest[] = [];

  /**
   * Sits down.
   *
   * @param onReplaced another connection took the seat over by its key
   * Throws `E_SEAT_TAKEN`, `E_MATCH`.
   */
  constructor(match: Match, { seat, key }: Request<'sit'>, name: string, out: Outbox, onReplaced: () => void) {
    this.name = name;
    this.match = match;
    this.#out = out;
    this.#onReplaced = onReplaced;
    const place = key === undefined ? { ...match.sit(this, seat), now: null } : { ...match.sitAgain(this, key), key };
    this.seat = place.seat;
    this.key = place.key;
    this.#observations = wireValues(match.seats.observationSpace(place.seat), out.codec, 'stranger');
    this.#actions = wireValues(match.seats.actionSpace(place.seat), out.codec, 'stranger');
    this.now = place.now === null ? null : this.#encode(place.now[0], place.now[1]);
  }

  /** Whether the player waits for others. */
  get waiting(): boolean {
    return this.#asked !== null;
  }

  /** Throws `LudusError`, which becomes the answer. */
  handle(request: SeatRequest): void {
    if (this.#asked === null) {
      this.#carryOut(request);
      return;
    }
    if (this.#behind.length >= MAX_AHEAD) {
      throw protocolError(
        'E_LIMIT',
        `Handling a \`${request.type}\`: at most ${MAX_AHEAD} requests wait behind one that waits for other players; wait for its answer.`,
      );
    }
    this.#behind.push(request);
  }

  /** @param lost without a word: then the seat is held for the player */
  leave(lost: boolean): void {
    this.#dropRequests('this player has left the match');
    if (lost) this.match.lose(this.seat);
    else this.match.leave(this.seat);
  }

  begun(observation: unknown, info: Info): void {
    const id = this.#answered();
    if (id !== null) this.#out.sendPlain({ type: 'reset', id, ...this.#encode(observation, info) });
    this.#goOn();
  }

  stepped({ observation, reward, terminated, truncated, info }: SeatStep): void {
    const id = this.#answered();
    if (id !== null) {
      this.#out.sendPlain({
        type: 'step',
        id,
        obs: this.#observations.encode(observation),
        reward: this.#out.codec === 'json' ? numberToJSON(reward) : reward,
        terminated,
        truncated,
        info: plainInfo(info, this.#out.codec),
      });
    }
    this.#goOn();
  }

  refused(error: unknown): void {
    const id = this.#answered();
    if (id !== null) this.#out.send(errorMessage(id, error));
    this.#goOn();
  }

  replaced(): void {
    this.#dropRequests('another connection has taken the seat over by its key');
    this.#onReplaced();
  }

  #carryOut(request: SeatRequest): void {
    const { match, seat } = this;
    switch (request.type) {
      case 'reset': {
        const { id, world, seed, options, resetMask } = request;
        if (resetMask !== undefined || Array.isArray(seed)) {
          const field = resetMask === undefined ? 'a list of seeds' : 'resetMask';
          const text = `Resetting world ${world}: ${field} is for a world made with numEnvs; this is a seat.`;
          throw protocolError('E_INVALID_RESET', text);
        }
        this.#asked = id;
        match.reset(seat, { seed: seed === undefined ? undefined : seedOf(seed as number | string), options });
        return;
      }
      case 'step': {
        const { id, world, action: wire, policy } = request;
        let action: unknown;
        try {
          action = this.#actions.decode(wire);
        } catch (error) {
          throw protocolError('E_INVALID_ACTION', `Stepping world ${world}: action ${describe(error)}.`, error);
        }
        this.#asked = id;
        try {
          match.act(seat, action, policy ?? null, world);
        } catch (error) {
          this.#asked = null;
          throw error;
        }
        return;
      }
      case 'render': {
        const { id, world, mode } = request;
        const nothing = (): void => {};
        const frame = guarded(`Rendering world ${world}`, 'E_RENDER', nothing, () =>
          mode === 'scene' ? match.env.render('scene') : match.env.render('ansi'),
        );
        this.#out.send({ type: 'rendered', id, frame });
        return;
      }
      case 'get_state':
      case 'set_state':
        throw protocolError(
          'E_MATCH',
          `Handling a \`${request.type}\`: a seat shares its world with other players, whose state it neither reads nor sets.`,
        );
      default:
        request satisfies never;
    }
  }

  #encode(observation: unknown, info: Info): { readonly obs: unknown; readonly info: unknown } {
    return { obs: this.#observations.encode(observation), info: plainInfo(info, this.#out.codec) };
  }

  #answered(): RequestId | null {
    const id = this.#asked;
    this.#asked = null;
    return id;
  }

  /** What waited behind is carried out, up to the next that waits. */
  #goOn(): void {
    while (this.#asked === null) {
      const next = this.#behind.shift();
      if (next === undefined) return;
      try {
        this.#carryOut(next);
      } catch (error) {
        this.#out.send(errorMessage(next.id, error));
      }
    }
  }

  #dropRequests(why: string): void {
    const asked = this.#answered();
    const ids = [...(asked === null ? [] : [asked]), ...this.#behind.splice(0).map(({ id }) => id)];
    const error = protocolError('E_UNKNOWN_WORLD', `This will not be answered: ${why}.`);
    for (const id of ids) this.#out.send(errorMessage(id, error));
  }
}
