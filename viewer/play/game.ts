/**
 * One game: a world on the server, played through the protocol as any agent plays it. The page sends an action and draws the scene that
 * comes back; nothing is simulated here. What was played is kept as a replay.
 *
 * A machine of five phases. `opening` until the world is made; `ready` until a key begins the episode (also after a pause); `playing`;
 * `over` when the episode has ended; `failed` where the server refuses or is gone. One step is under way at a time.
 */
import '../../envs/register-worlds.ts';
import { type Controls, controlsFor } from '../../envs/core/controls.ts';
import type { EnvSpec } from '../../envs/core/env.ts';
import { actionNames, isRegistered, make, registeredControls } from '../../envs/core/registry.ts';
import type { EpisodeOutcome, Replay } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import { spaceFromJSON } from '../../envs/spaces/from-json.ts';
import type { Reply } from '../../server/protocol/messages.ts';
import { type WireValues, wireValues } from '../../server/protocol/values.ts';
import type { Connection, RequestError } from '../net/connection.ts';
import type { PlayRoute } from './route.ts';

export type GamePhase = 'opening' | 'ready' | 'playing' | 'over' | 'failed';

type Made = Extract<Reply, { type: 'made' }>;

/** A world of which the page knows nothing but its spaces waits for its player. */
const UNKNOWN_FPS = 1;
const SEEDS = 2 ** 32;

export class Game {
  phase: GamePhase = 'opening';
  /** Why it failed, for a person. */
  failure = '';
  spec: EnvSpec | null = null;
  renderFps = UNKNOWN_FPS;
  controls: Controls | null = null;
  scene: Scene | null = null;
  /** Counted from 1. */
  episode = 0;
  return = 0;
  outcome: EpisodeOutcome | null = null;
  private readonly route: PlayRoute;
  private readonly connection: Connection;
  private made: Made | null = null;
  private wire: WireValues | null = null;
  private toAction: ((json: unknown) => unknown) | null = null;
  private seed = 0;
  private actions: unknown[] = [];
  private rewards: number[] = [];
  private idleTurn = 0;
  /** True while an answer is awaited. */
  private busy = false;

  constructor(connection: Connection, route: PlayRoute) {
    this.connection = connection;
    this.route = route;
  }

  /** Whether an answer is awaited: a step asked for now would be lost. */
  get waiting(): boolean {
    return this.busy;
  }

  get steps(): number {
    return this.actions.length;
  }

  /** Makes the world and begins the first episode. To be called when the connection is open. */
  async open(): Promise<void> {
    await this.guarded(async () => {
      const { envId, kwargs, seed } = this.route;
      const made = await this.connection.request({ type: 'make', envId, kwargs });
      if (made.type !== 'made') return;
      const space = spaceFromJSON(made.actionSpace);
      this.made = made;
      this.spec = made.spec;
      this.wire = wireValues(space, 'msgpack', 'friend');
      this.toAction = (json) => space.valueFromJSON(json);
      const known = isRegistered(envId);
      if (known) this.renderFps = fpsOf(made.spec);
      const names = known ? actionNames(envId) : null;
      this.controls =
        (known ? registeredControls(envId) : null) ??
        controlsFor({ actionSpace: space, actionNames: names, renderFps: this.renderFps });
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

  /** What was played of this episode; null before the world is there. */
  get replay(): Replay | null {
    if (this.spec === null) return null;
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

  private async begin(seed: number | null): Promise<void> {
    const { world } = this.made!;
    this.seed = seed ?? Math.floor(Math.random() * SEEDS);
    await this.connection.request({ type: 'reset', world, seed: this.seed });
    const drawn = await this.connection.request({ type: 'render', world, mode: 'scene' });
    if (drawn.type === 'rendered') this.scene = drawn.frame as Scene;
    this.episode++;
    this.actions = [];
    this.rewards = [];
    this.return = 0;
    this.outcome = null;
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

function fpsOf(spec: EnvSpec): number {
  const env = make(spec.id, { ...spec.kwargs });
  const { renderFps } = env.metadata;
  env.close();
  return renderFps;
}
