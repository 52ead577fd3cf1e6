/**
 * One game: a world on the server, played through the protocol as any agent plays it. The page sends an action and draws the scene that
 * comes back; nothing is simulated here. What was played is kept as a replay.
 *
 * A machine of six phases. `opening` until the world is made; `gathering`, at a match, until the others want to play; `ready` until a key
 * begins the episode (also after a pause); `playing`; `over` when the episode has ended; `failed` where the server refuses or is gone.
 * One step is under way at a time.
 */
import { type Controls, controlsFor } from '../../envs/core/controls.ts';
import type { EnvSpec } from '../../envs/core/env.ts';
import type { EpisodeOutcome, Replay } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { spaceFromJSON } from '../../envs/spaces/from-json.ts';
import type { WorldFacts } from '../../server/protocol/messages.ts';
import { type WireValues, wireValues } from '../../server/protocol/values.ts';
import type { Connection, RequestError } from '../net/connection.ts';
import type { PlayRoute } from './route.ts';

export type GamePhase = 'opening' | 'gathering' | 'ready' | 'playing' | 'over' | 'failed';

/** Where a person sits at a match. */
export interface Seat {
  readonly name: string;
  /** The names of the others, null where nobody sat when this player sat down. */
  readonly others: readonly (string | null)[];
  /** Brings the player back to the seat. */
  readonly key: string;
}

const SEEDS = 2 ** 32;

export class Game {
  phase: GamePhase = 'opening';
  /** Why it failed, for a person. */
  failure = '';
  spec: EnvSpec | null = null;
  renderFps = 1;
  controls: Controls | null = null;
  scene: Scene | null = null;
  /** Counted from 1. */
  episode = 0;
  return = 0;
  outcome: EpisodeOutcome | null = null;
  /** Null for a world of one's own. */
  seat: Seat | null = null;
  /** The seat of the player who gave the last episode up. */
  abandoned: string | null = null;
  private readonly route: PlayRoute;
  private readonly connection: Connection;
  private readonly key: string | null;
  private made: WorldFacts | null = null;
  private wire: WireValues | null = null;
  private toAction: ((json: unknown) => unknown) | null = null;
  private seed = 0;
  private actions: unknown[] = [];
  private rewards: number[] = [];
  private idleTurn = 0;
  /** True while an answer is awaited. */
  private busy = false;

  /** @param key of the seat that was lost with a connection */
  constructor(connection: Connection, route: PlayRoute, key: string | null = null) {
    this.key = key;
    this.connection = connection;
    this.route = route;
  }

  /** Whether an answer is awaited: a step asked for now would be lost. */
  get waiting(): boolean {
    return this.busy;
  }

  /** Brings a player back whose connection is lost. */
  get seatKey(): string | null {
    return this.seat?.key ?? this.key;
  }

  get steps(): number {
    return this.actions.length;
  }

  /** Makes the world and begins the first episode. To be called when the connection is open. */
  async open(): Promise<void> {
    await this.guarded(async () => {
      const { envId, seed } = this.route;
      const made = await this.enter();
      if (made === null) return;
      const space = spaceFromJSON(made.actionSpace);
      this.made = made;
      this.spec = made.spec;
      this.wire = wireValues(space, 'msgpack', 'friend');
      this.toAction = (json) => space.valueFromJSON(json);
      this.renderFps = made.renderFps;
      this.controls = made.controls ?? controlsFor({ ...made, actionSpace: space });
      if (this.controls === null) {
        throw new Error(
          `${envId} cannot be played by keys: its actions are ${String(space)}. Drive it with an agent of your own.`,
        );
      }
      await this.begin(seed);
    });
  }

  /** Another episode, from a fresh seed. */
  async restart(): Promise<void> {
    if (this.made === null || this.phase === 'failed') return;
    await this.guarded(() => this.begin(null));
  }

  /** One step with the action of `key`, or with the idle action for null; nothing where there is none, or a step is under way. */
  async step(key: string | null): Promise<void> {
    const { made, controls, wire, toAction } = this;
    if (this.phase !== 'playing' || made === null || controls === null || wire === null || toAction === null) return;
    const binding = controls.keys.find((candidate) => candidate.key === key);
    const idle = controls.idle?.[this.idleTurn % controls.idle.length];
    if (binding === undefined && idle === undefined) return;
    const action = binding === undefined ? idle : binding.action;
    await this.guarded(async () => {
      if (binding === undefined) this.idleTurn++;
      const { world } = made;
      // Both at once: the server answers in order, and the picture costs no further journey.
      const [reply, drawn] = await Promise.all([
        this.connection.request({ type: 'step', world, action: wire.encode(toAction(action)) }),
        this.connection.request({ type: 'render', world, mode: 'scene' }),
      ]);
      if (reply.type !== 'step' || drawn.type !== 'rendered') return;
      this.scene = drawn.frame as Scene;
      this.actions.push(action);
      const reward = Number(reply.reward);
      this.rewards.push(reward);
      this.return += reward;
      const { abandoned } = reply.info as { readonly abandoned?: string };
      this.abandoned = abandoned ?? null;
      const [terminated, truncated] = [reply.terminated === true, reply.truncated === true];
      if (!terminated && !truncated) return;
      this.outcome = { return: this.return, length: this.steps, terminated, truncated };
      this.phase = 'over';
    });
  }

  /** From `ready` to `playing`. */
  begins(): void {
    if (this.phase === 'ready') this.phase = 'playing';
  }

  /** From `playing` back to `ready`. */
  pause(): void {
    if (this.phase === 'playing') this.phase = 'ready';
  }

  fail(reason: string): void {
    this.phase = 'failed';
    this.failure = reason;
  }

  /** What was played of this episode; null before the world is there, and at a match, where the others' actions are not known. */
  get replay(): Replay | null {
    if (this.spec === null || this.seat !== null) return null;
    const { id: envId, kwargs, maxEpisodeSteps } = this.spec;
    return {
      format: 'ludus.replay.v1',
      envId,
      kwargs,
      maxEpisodeSteps,
      start: { kind: 'seed', seed: this.seed },
      actions: [...this.actions],
      rewards: [...this.rewards],
      outcome: this.outcome,
    };
  }

  /** The name of that replay's file. */
  get replayName(): string {
    return `${(this.spec?.id ?? 'episode').replaceAll(/[^\w.-]/g, '-')}-seed${this.seed}-${this.steps}.replay`;
  }

  /** A world of one's own, or a seat of a match. */
  private async enter(): Promise<WorldFacts | null> {
    const { envId, kwargs, match, seat } = this.route;
    if (match === null) {
      const made = await this.connection.request({ type: 'make', envId, kwargs });
      return made.type === 'made' ? made : null;
    }
    const newcomer = {
      envId,
      ...(Object.keys(kwargs).length === 0 ? {} : { kwargs }),
      ...(seat === null ? {} : { seat }),
    };
    const sit = (place: object) => this.connection.request({ type: 'sit', match, ...place });
    // The seat may have been held no longer.
    const seated = await (this.key === null ? sit(newcomer) : sit({ key: this.key }).catch(() => sit(newcomer)));
    if (seated.type !== 'seated') return null;
    const others = seated.players.filter((_, other) => other !== seated.seat);
    this.seat = { name: seated.seats[seated.seat]!, others, key: seated.key };
    return seated;
  }

  private async begin(seed: number | null): Promise<void> {
    const { world } = this.made!;
    if (this.seat !== null) this.phase = 'gathering';
    this.seed = seed ?? Math.floor(Math.random() * SEEDS);
    await this.connection.request({ type: 'reset', world, seed: this.seed });
    const drawn = await this.connection.request({ type: 'render', world, mode: 'scene' });
    if (drawn.type === 'rendered') this.scene = drawn.frame as Scene;
    this.episode++;
    this.actions = [];
    this.rewards = [];
    this.return = 0;
    this.outcome = null;
    this.abandoned = null;
    this.idleTurn = 0;
    this.phase = 'ready';
  }

  private async guarded(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await act();
    } catch (error) {
      this.fail((error as RequestError).message);
    } finally {
      this.busy = false;
    }
  }
}
