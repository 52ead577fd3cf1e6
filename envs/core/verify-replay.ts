/**
 * Whether a replay still plays as it was recorded: every action accepted; every reward, every keyframe and the outcome met exactly. And
 * whether two replays are the same episode. What differs is named: the first step, and the field in it.
 */
import { firstDifference } from './difference.ts';
import type { EpisodeOutcome, Replay } from './replay.ts';
import { ReplayPlayer } from './replay-player.ts';
import { show } from './show.ts';

export type ReplayVerdict =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** The first step known to differ, counted from 1; 0 where the start itself does. */
      readonly step: number;
      /** What differs: `action`, `reward`, `state.world.position`, `outcome.length`, `envId`, ... */
      readonly field: string;
      readonly reason: string;
    };

/** Simulates the whole replay. Throws nothing for a replay that `parseReplay` gave. */
export function verifyReplay(replay: Replay): ReplayVerdict {
  let player: ReplayPlayer;
  try {
    player = ReplayPlayer.of(replay);
  } catch (error) {
    return mismatch(0, 'start', messageOf(error));
  }
  const keyframes = new Map(replay.keyframes?.map(({ step, state }) => [step, state]));
  for (let step = 0; step <= player.length; step++) {
    try {
      player.seek(step);
    } catch (error) {
      return mismatch(step, 'action', messageOf(error));
    }
    const reward = step === 0 ? undefined : replay.rewards?.[step - 1];
    if (reward !== undefined && reward !== player.lastReward) {
      return mismatch(step, 'reward', `The reward is ${player.lastReward}; recorded was ${reward}.`);
    }
    const keyframe = keyframes.get(step);
    const moved = keyframe === undefined ? null : firstDifference(player.state(), keyframe, 'state');
    if (moved !== null) {
      const values = `${moved.field} is ${show(moved.before)}; recorded was ${show(moved.after)}`;
      return mismatch(step, moved.field, `The state is not the one recorded after step ${step}: ${values}.`);
    }
  }
  return outcomeVerdict(player, replay.outcome);
}

/** Plays two replays side by side: the same world, start, actions, and at every step the same reward, end and state. */
export function compareReplays(first: Replay, second: Replay): ReplayVerdict {
  for (const part of ['envId', 'kwargs', 'maxEpisodeSteps', 'start'] as const) {
    const other = firstDifference(first[part], second[part], part);
    if (other !== null) return mismatch(0, other.field, between(other.field, other.before, other.after));
  }
  const [a, b] = [ReplayPlayer.of(first), ReplayPlayer.of(second)];
  const shorter = Math.min(a.length, b.length);
  for (let step = 1; step <= shorter; step++) {
    const other = firstDifference(first.actions[step - 1], second.actions[step - 1], 'action');
    if (other !== null) return mismatch(step, other.field, between(other.field, other.before, other.after));
    for (const [player, replay] of [
      [a, first],
      [b, second],
    ] as const) {
      try {
        player.seek(step);
      } catch (error) {
        return mismatch(
          step,
          'action',
          `${replay === first ? 'The first' : 'The second'} does not play: ${messageOf(error)}`,
        );
      }
    }
    const reward = firstDifference(
      first.rewards?.[step - 1] ?? a.lastReward,
      second.rewards?.[step - 1] ?? b.lastReward,
      'reward',
    );
    if (reward !== null) return mismatch(step, 'reward', between('reward', reward.before, reward.after));
  }
  if (a.length !== b.length) {
    return mismatch(
      shorter + 1,
      'actions',
      `One ends after ${shorter} steps, the other has ${Math.max(a.length, b.length)}.`,
    );
  }
  const outcome = firstDifference(first.outcome, second.outcome, 'outcome');
  return outcome === null
    ? { ok: true }
    : mismatch(shorter, outcome.field, between(outcome.field, outcome.before, outcome.after));
}

function outcomeVerdict(player: ReplayPlayer, outcome: EpisodeOutcome | null): ReplayVerdict {
  const { terminated, truncated } = player;
  if (outcome === null) {
    return terminated || truncated
      ? mismatch(player.length, 'outcome', 'The episode ends here; it was recorded as going on.')
      : { ok: true };
  }
  const played: EpisodeOutcome = { return: player.rewardSum, length: player.length, terminated, truncated };
  const other = firstDifference(played, outcome, 'outcome');
  if (other === null) return { ok: true };
  return mismatch(player.length, other.field, `The outcome is ${show(played)}; recorded was ${show(outcome)}.`);
}

function mismatch(step: number, field: string, reason: string): ReplayVerdict {
  return { ok: false, step, field, reason };
}

function between(field: string, before: unknown, after: unknown): string {
  return `${field} is ${show(before)} in the first and ${show(after)} in the second.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
