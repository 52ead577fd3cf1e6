/**
 * From an agent's training events to the session events viewers are sent.
 *
 * A listener is called once a step, up to millions of times a second, so this one only appends to arrays and flushes them
 * some twenty times a second. A person can watch a few thousand steps a second at most, so whole episodes are left
 * out once the ones already sent this second hold `MAX_STEPS_PER_SECOND` steps: an episode is streamed from its start to its
 * end or not at all, because a viewer re-simulates it from its actions.
 */
import type { Metrics, PolicyOutput, TrainingListener, TrainingProgress } from '../../agents/core/agent.ts';
import type { State } from '../../envs/core/env.ts';
import type { EpisodeOutcome, EpisodeStart, Keyframe } from '../../envs/core/replay.ts';
import type { Scene } from '../../envs/core/scene.ts';
import type { MetricsPoint, Progress, StreamEvent } from '../protocol/messages.ts';

export type { StreamEvent } from '../protocol/messages.ts';

/** Steps a second after which further episodes are left out; 80x what a CartPole at real time needs. */
const MAX_STEPS_PER_SECOND = 4_000;

/** Steps held back at most when nothing is flushed (the thread did not get to it); the rest of that episode is left out. */
const MAX_PENDING_STEPS = 20_000;

export class EpisodeStream implements TrainingListener {
  readonly #send: (events: readonly StreamEvent[]) => void;
  readonly #now: () => number;
  #events: StreamEvent[] = [];
  #points: MetricsPoint[] = [];
  #status: StreamEvent | null = null;

  // The episode being streamed; `#streaming` is false where it is left out, `#cut` true where its rest is.
  #streaming = false;
  #cut = false;
  #episode = 0;
  /**
   * Added to the agent's own numbers, which begin anew when it goes on from training to evaluating and to playing: a session's
   * episodes count upwards, so that a viewer knows which is newer.
   */
  #offset = 0;
  #lastEpisode = -1;
  #from = 0;
  #actions: unknown[] = [];
  #rewards: number[] = [];
  #policies: (PolicyOutput | null)[] = [];
  #scenes: { readonly step: number; readonly scene: Scene }[] = [];
  #keyframe: Keyframe | undefined;

  // The budget of the running second.
  #windowStart = 0;
  #stepsInWindow = 0;

  /**
   * @param send takes a batch of events, in order; called from `flush` only.
   * @param now milliseconds, monotonic.
   */
  constructor(send: (events: readonly StreamEvent[]) => void, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  /** True while the running episode is streamed: only then is a scene or a keyframe worth making. */
  get streaming(): boolean {
    return this.#streaming && !this.#cut;
  }

  /** @param event `start` is null for a world that is not bundled, which gives `firstScene` instead. */
  episodeStart({
    episode,
    start,
    firstScene,
  }: {
    readonly episode: number;
    readonly start: EpisodeStart | null;
    readonly firstScene?: Scene | undefined;
  }): void {
    this.#closeChunk(); // of an episode that was abandoned: a player may reset at any time
    if (episode + this.#offset <= this.#lastEpisode) this.#offset = this.#lastEpisode + 1 - episode;
    this.#lastEpisode = episode + this.#offset;
    const now = this.#now();
    if (now - this.#windowStart >= 1_000) {
      this.#windowStart = now;
      this.#stepsInWindow = 0;
    }
    this.#streaming = this.#stepsInWindow < MAX_STEPS_PER_SECOND;
    if (!this.#streaming) return;
    this.#cut = false;
    this.#episode = this.#lastEpisode;
    this.#from = 0;
    this.#events.push({
      type: 'episode',
      episode: this.#episode,
      start,
      ...(firstScene === undefined ? {} : { firstScene }),
    });
  }

  /** What the world looks like after the last step, where it is not bundled. */
  scene(scene: Scene): void {
    if (this.streaming) this.#scenes.push({ step: this.#from + this.#actions.length, scene });
  }

  /** The whole state after the last step, so that a long episode may be joined late. */
  keyframe(state: State): void {
    if (this.streaming) this.#keyframe = { step: this.#from + this.#actions.length, state };
  }

  step({
    action,
    reward,
    policy,
  }: {
    readonly action: unknown;
    readonly reward: number;
    readonly policy: PolicyOutput | null;
  }): void {
    if (!this.#streaming || this.#cut) return;
    if (this.#actions.length >= MAX_PENDING_STEPS) {
      this.#cut = true;
      return;
    }
    this.#actions.push(action);
    this.#rewards.push(reward);
    this.#policies.push(policy);
    this.#stepsInWindow++;
  }

  episodeEnd({ outcome }: { readonly episode: number; readonly outcome: EpisodeOutcome }): void {
    if (!this.#streaming) return;
    this.#closeChunk();
    this.#events.push({ type: 'episode_end', episode: this.#episode, outcome });
    this.#streaming = false;
  }

  metrics({ step, values }: { readonly step: number; readonly values: Metrics }): void {
    this.#points.push({ step, values });
  }

  progress(progress: TrainingProgress): void {
    this.#status = {
      type: 'status',
      state: progress.phase === 'finished' ? 'finished' : 'running',
      phase: progress.phase,
      progress: toProgress(progress),
    };
  }

  /** Sends what has gathered since the last call. Call it some twenty times a second, and once at the end. */
  flush(): void {
    this.#closeChunk();
    if (this.#points.length > 0) this.#events.push({ type: 'metrics', points: this.#points });
    if (this.#status !== null) this.#events.push(this.#status);
    this.#points = [];
    this.#status = null;
    if (this.#events.length === 0) return;
    const events = this.#events;
    this.#events = [];
    this.#send(events);
  }

  #closeChunk(): void {
    if (this.#actions.length === 0) return;
    this.#events.push({
      type: 'steps',
      episode: this.#episode,
      from: this.#from,
      actions: this.#actions,
      rewards: this.#rewards,
      policies: this.#policies,
      ...(this.#scenes.length === 0 ? {} : { scenes: this.#scenes }),
      ...(this.#keyframe === undefined ? {} : { keyframe: this.#keyframe }),
    });
    this.#from += this.#actions.length;
    this.#actions = [];
    this.#rewards = [];
    this.#policies = [];
    this.#scenes = [];
    this.#keyframe = undefined;
  }
}

function toProgress(progress: TrainingProgress): Progress {
  return {
    step: progress.step,
    totalSteps: progress.totalSteps,
    episode: progress.episode,
    meanReturn: Number.isNaN(progress.meanReturn) ? null : progress.meanReturn,
    stepsPerSecond: progress.stepsPerSecond,
  };
}
