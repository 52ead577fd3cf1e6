/** `ludus export`: what of a trained agent is needed to act, in one file. */
import { stat } from 'node:fs/promises';
import { loadPolicy, savePolicy } from '../../agents/index.ts';
import { formatCount } from '../terminal/format.ts';
import { displayPath } from '../training/run-training.ts';

export async function exportPolicy(run: string, file: string): Promise<void> {
  const agent = await loadPolicy(run, { device: 'cpu' });
  try {
    await savePolicy(agent, file);
    const { size } = await stat(file);
    console.log(
      `exported   ${agent.name} on ${agent.envId}, ${formatCount(agent.step)} steps: ${displayPath(file)}, ${formatCount(Math.ceil(size / 1024))} KiB`,
    );
  } finally {
    agent.dispose();
  }
}
