/** `ludus eval`: the return of a trained agent over greedy episodes with fresh seeds. */
import { Command, Option } from 'commander';
import { deferred } from '../deferred.ts';
import { wholeNumber } from '../options.ts';

export interface EvalOptions {
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
    .action(deferred(async () => (await import('../actions/eval.ts')).evaluateRun));
}
