/** `ludus eval`: the return of a trained agent over greedy episodes with fresh seeds. */
import { evaluate, loadPolicy } from '../../agents/index.ts';
import type { EvalOptions } from '../commands/eval.ts';
import { abortOnInterrupt } from '../shutdown.ts';
import { formatCount, formatMeanStd } from '../terminal/format.ts';
import { displayPath } from '../training/run-training.ts';
import { videoListener } from '../video.ts';

export async function evaluateRun(run: string, options: EvalOptions): Promise<void> {
  const signal = abortOnInterrupt();
  const agent = await loadPolicy(run, { device: options.device });
  let video: ReturnType<typeof videoListener> | null = null;
  try {
    if (options.video !== undefined) video = videoListener(agent, options.video, options.videoType);
    const evaluation = await evaluate(agent, {
      episodes: options.episodes,
      seed: options.seed,
      signal,
      listener: video?.listener,
    });
    if (options.json) {
      console.log(JSON.stringify({ agent: agent.name, env: agent.envId, ...evaluation }));
      return;
    }
    const { returns, lengths, mean, std } = evaluation;
    if (returns.length === 0) return;
    const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    console.log(
      `${agent.name} on ${agent.envId}, ${formatCount(returns.length)} greedy episodes: ` +
        `return ${formatMeanStd(mean, std)} (min ${Math.min(...returns).toFixed(1)}, max ${Math.max(...returns).toFixed(1)}), ` +
        `length ${meanLength.toFixed(1)}`,
    );
    for (const path of video?.videos ?? []) console.log(`video      ${displayPath(path)}`);
  } finally {
    video?.close();
    agent.dispose();
  }
}
