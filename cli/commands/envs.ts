/** `ludus envs`: every registered world with its spaces, limit and threshold. */
import { Command } from 'commander';
import { make, registeredEnvs } from '../../envs/index.ts';
import { failing } from '../errors.ts';
import { formatTable } from '../terminal/table.ts';

export function envsCommand(): Command {
  return new Command('envs')
    .description('list the worlds: spaces, step limit, reward that counts as solved')
    .argument('[filter]', 'show only ids that contain this text')
    .option('--json', 'machine-readable')
    .action(
      failing(async (filter: string | undefined, options: { readonly json?: true }) => {
        const worlds = registeredEnvs()
          .filter((spec) => filter === undefined || spec.id.toLowerCase().includes(filter.toLowerCase()))
          .map((spec) => {
            const env = make(spec.id);
            try {
              return { spec, observationSpace: env.observationSpace, actionSpace: env.actionSpace };
            } finally {
              env.close();
            }
          });
        if (worlds.length === 0) {
          throw new Error(`No world's id contains "${filter}"; \`ludus envs\` without a filter lists them all.`);
        }
        if (options.json) {
          console.log(JSON.stringify(worlds, null, 2));
          return;
        }
        const rows = worlds.map(({ spec, observationSpace, actionSpace }) => [
          spec.id,
          String(observationSpace),
          String(actionSpace),
          spec.maxEpisodeSteps === null ? '-' : String(spec.maxEpisodeSteps),
          spec.rewardThreshold === null ? '-' : String(spec.rewardThreshold),
        ]);
        console.log(formatTable(['id', 'observation', 'action', 'max steps', 'solved at'], rows));
      }),
    );
}
