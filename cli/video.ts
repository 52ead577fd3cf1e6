/** Videos of the episodes that a listener hears of: each is played again, beside the agent, in an environment that records. */
import type { Agent, TrainingListener } from '../agents/core/agent.ts';
import { make, RecordVideo, type VideoType } from '../envs/index.ts';

/**
 * Records the episodes 0, 1, 8, 27, ... (Gymnasium's schedule) into `folder`.
 *
 * @throws what `RecordVideo` throws on a folder or a type
 */
export function videoListener(
  agent: Agent,
  folder: string,
  type: VideoType,
): { readonly listener: TrainingListener; readonly videos: readonly string[]; close(): void } {
  const env = new RecordVideo(make(agent.envId, { ...agent.kwargs }), folder, { type });
  return {
    listener: {
      episodeStart: ({ start }) => {
        if (start.kind === 'seed') env.reset({ seed: start.seed, options: start.options });
        else {
          env.reset(); // begins the video
          env.setState(start.state);
        }
      },
      step: ({ action }) => {
        if (env.recording) env.step(env.actionSpace.valueFromJSON(action));
      },
      episodeEnd: () => env.stop(),
    },
    videos: env.videos,
    close: () => env.close(),
  };
}
