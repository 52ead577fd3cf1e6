/** `ludus eval`: the return of a trained agent over greedy episodes with fresh seeds. */
import { Command, Option } from 'commander';
import { evaluate, loadPolicy } from '../../agents/index.ts';
import { failing } from '../errors.ts';
import { wholeNumber } from '../options.ts';
import { abortOnInterrupt } from '../shutdown.ts';
import { formatCount, formatMeanStd } from '../terminal/format.ts';
import { displayPath } from '../training/run-training.ts';
import { videoListener } from '../video.ts';

interface EvalOptions {
  readonly episodes: number;
  readonly seed?: number;
  readonly device?: 'auto' | 'cpu' | 'gpu';
  readonly video?: string;
  readonly videoType: 'gif' | 'apng' | 'mp4';
  readonly json?: true;
}

export function evalCommand(): Command {
  return new Command('eval')
    .description('play greedy episodes with a trained agent and print mean ± standard deviation of the return')
    .argument('<run>', "a run's folder, or a checkpoint in it")
    .option('-e, --episodes <n>', 'episodes to play', wholeNumber(1), 100)
    .option('-s, --seed <n>', 'the seed of the episodes (default: fresh entropy)', wholeNumber(0))
    .addOption(new Option('-d, --device <name>', 'what computes (default: auto)').choices(['auto', 'cpu', 'gpu']))
    .option('--video <folder>', 'record the episodes 0, 1, 8, 27, ... as videos')
    .addOption(
      new Option('--video-type <type>', 'with --video; mp4 takes ffmpeg')
        .choices(['gif', 'apng', 'mp4'])
        .default('gif'),
    )
    .option('--json', 'machine-readable: every return and length')
    .action(
      failing(async (run: string, options: EvalOptions) => {
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
      }),
    );
}
