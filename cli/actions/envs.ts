/** `ludus envs`: every registered world with its spaces, limit and threshold. */
import { make, registeredEnvs } from '../../envs/index.ts';
import { formatTable } from '../terminal/table.ts';

export async function listEnvs(filter: string | undefined, { json }: { readonly json?: true }): Promise<void> {
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
  if (json) {
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
}
