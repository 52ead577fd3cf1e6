/** Whether a replay still plays as it was recorded: every action accepted, every keyframe and the outcome met exactly. */
import { deepEqual } from './equal.ts';
import type { EpisodeOutcome, Replay } from './replay.ts';
import { ReplayPlayer } from './replay-player.ts';
import { show } from './show.ts';

export type ReplayVerdict =
  | { readonly ok: true }
  /** `step`: the first step known to differ, counted from 1; 0 where the start itself does. */
  | { readonly ok: false; readonly step: number; readonly reason: string };

/** Simulates the whole replay. Throws nothing for a replay that `parseReplay` gave. */
export function verifyReplay(replay: Replay): ReplayVerdict {
  let player: ReplayPlayer;
  try {
    player = ReplayPlayer.of(replay);
  } catch (error) {
    return { ok: false, step: 0, reason: messageOf(error) };
  }
  const keyframes = new Map(replay.keyframes?.map(({ step, state }) => [step, state]));
  for (let step = 0; step <= player.length; step++) {
    try {
      player.seek(step);
    } catch (error) {
      return { ok: false, step, reason: messageOf(error) };
    }
    const keyframe = keyframes.get(step);
    if (keyframe !== undefined && !deepEqual(keyframe, player.state())) {
      return { ok: false, step, reason: `The state is not the one recorded after step ${step}.` };
    }
  }
  const reason = outcomeComplaint(player, replay.outcome);
  return reason === null ? { ok: true } : { ok: false, step: player.length, reason };
}

function outcomeComplaint(player: ReplayPlayer, outcome: EpisodeOutcome | null): string | null {
  const { terminated, truncated } = player;
  if (outcome === null) {
    return terminated || truncated ? 'The episode ends here; it was recorded as going on.' : null;
  }
  const played: EpisodeOutcome = { return: player.rewardSum, length: player.length, terminated, truncated };
  return deepEqual(played, outcome) ? null : `The outcome is ${show(played)}; recorded was ${show(outcome)}.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
