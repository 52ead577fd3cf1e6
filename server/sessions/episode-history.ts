/**
 * What a session remembers of its episodes: the last finished one and the running one, each in bounded memory.
 *
 * A viewer re-simulates an episode from its start, so a part without its beginning is worth nothing, except from a
 * keyframe on. When a running episode outgrows the bound, everything before the newest keyframe in its younger half is
 * forgotten and the keyframe becomes the start; without such a keyframe nothing of it is kept until the next episode.
 *
 * The rules of order: `episode`, then `steps` of it, each beginning where the last ended, then `episode_end` of it. A new
 * `episode` may come at any time (an episode can be abandoned).
 */
import { protocolError } from '../protocol/errors.ts';
import type { EpisodeSnapshot, StepChunk, StreamEvent } from '../protocol/messages.ts';

type Event<Type> = Extract<StreamEvent, { type: Type }>;

/** What one step costs in memory beside its policy values and scene, roughly: action, reward, array slots. */
const STEP_BYTES = 48;
/** A chunk's own objects; a player at the pace of real time sends chunks of one or two steps. */
const CHUNK_BYTES = 512;

interface Episode {
  snapshot: EpisodeSnapshot;
  chunks: StepChunk[];
  /** Steps so far, the forgotten ones included. */
  length: number;
  bytes: number;
  /** False where too much was forgotten to show it. */
  whole: boolean;
}

export class EpisodeHistory {
  readonly #maxBytes: number;
  #finished: Episode | null = null;
  #running: Episode | null = null;

  /** @param maxBytes bound for one episode, an estimate of its memory. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  begin({ episode, start, firstScene }: Event<'episode'>): void {
    const snapshot = {
      episode,
      start,
      startStep: 0,
      returnBefore: 0,
      firstScene: firstScene ?? null,
      chunks: [],
      outcome: null,
    };
    const bytes = estimateBytes(start) + estimateBytes(firstScene);
    this.#running = { snapshot, chunks: [], length: 0, bytes, whole: true };
  }

  /** Throws `E_OUT_OF_ORDER`, changing nothing. */
  append(chunk: Event<'steps'>): void {
    const running = this.#running;
    if (running === null || running.snapshot.episode !== chunk.episode || running.length !== chunk.from) {
      throw protocolError(
        'E_OUT_OF_ORDER',
        `Appending steps from ${chunk.from} to episode ${chunk.episode}: ${expectation(running)}. ` +
          'Leave out the rest of this episode and begin the next.',
      );
    }
    running.length += chunk.actions.length;
    if (!running.whole) return;
    const { episode, from, actions, rewards, policies, scenes, keyframe } = chunk;
    running.chunks.push({
      episode,
      from,
      actions,
      rewards,
      policies,
      ...(scenes === undefined ? {} : { scenes }),
      ...(keyframe === undefined ? {} : { keyframe }),
    });
    running.bytes += chunkBytes(chunk);
    if (running.bytes > this.#maxBytes) forget(running, this.#maxBytes / 2);
  }

  /** Throws `E_OUT_OF_ORDER`, changing nothing. */
  end({ episode, outcome }: Event<'episode_end'>): void {
    const running = this.#running;
    if (running === null || running.snapshot.episode !== episode) {
      throw protocolError('E_OUT_OF_ORDER', `Ending episode ${episode}: ${expectation(running)}. Begin it first.`);
    }
    running.snapshot = { ...running.snapshot, outcome };
    // One that cannot be shown does not push out one that can.
    if (running.whole) this.#finished = running;
    this.#running = null;
  }

  /** Oldest first. Shares the chunks, which are never written to. */
  snapshots(): EpisodeSnapshot[] {
    const episodes: EpisodeSnapshot[] = [];
    for (const episode of [this.#finished, this.#running]) {
      if (episode?.whole) episodes.push({ ...episode.snapshot, chunks: [...episode.chunks] });
    }
    return episodes;
  }
}

function expectation(running: Episode | null): string {
  if (running === null) return 'no episode is running';
  return `episode ${running.snapshot.episode} is running and its next step is ${running.length}`;
}

/** Drops chunks before the first keyframe or scene after which at most `budget` bytes remain. */
function forget(running: Episode, budget: number): void {
  let remaining = running.bytes;
  let returnBefore = running.snapshot.returnBefore;
  for (let i = 0; i < running.chunks.length; i++) {
    const chunk = running.chunks[i]!;
    remaining -= chunkBytes(chunk);
    const { keyframe } = chunk;
    const scene = running.snapshot.start === null ? chunk.scenes?.at(-1) : undefined;
    const cut = keyframe ?? scene;
    if (cut !== undefined && remaining <= budget) {
      const kept = cut.step - chunk.from;
      for (let k = 0; k < kept; k++) returnBefore += chunk.rewards[k]!;
      const rest = { ...chunk, from: cut.step, actions: chunk.actions.slice(kept), rewards: chunk.rewards.slice(kept) };
      const { keyframe: _keyframe, scenes, ...tail } = { ...rest, policies: chunk.policies.slice(kept) };
      const laterScenes = scenes?.filter(({ step }) => step > cut.step);
      running.chunks.splice(0, i + 1, { ...tail, ...(laterScenes === undefined ? {} : { scenes: laterScenes }) });
      running.snapshot = {
        ...running.snapshot,
        start: keyframe === undefined ? null : { kind: 'state', state: keyframe.state },
        firstScene: scene?.scene ?? null,
        startStep: cut.step,
        returnBefore,
      };
      running.bytes = running.chunks.reduce((sum, kept) => sum + chunkBytes(kept), 0);
      return;
    }
    for (const reward of chunk.rewards) returnBefore += reward;
  }
  running.whole = false;
  running.chunks = [];
  running.bytes = 0;
}

function chunkBytes({ actions, policies, scenes, keyframe }: StepChunk): number {
  let bytes = CHUNK_BYTES + actions.length * STEP_BYTES;
  for (const policy of policies) if (policy !== null) bytes += 32 + 8 * policy.values.length;
  // Most actions are numbers; of the others the first stands for all.
  if (typeof actions[0] === 'object') bytes += actions.length * estimateBytes(actions[0]);
  return bytes + estimateBytes(scenes) + estimateBytes(keyframe);
}

/** Of plain data, roughly as V8 holds it. */
function estimateBytes(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
  let bytes = 32;
  if (Array.isArray(value)) for (const entry of value) bytes += estimateBytes(entry);
  else for (const entry of Object.values(value)) bytes += 16 + estimateBytes(entry);
  return bytes;
}
