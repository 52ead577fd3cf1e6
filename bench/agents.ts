/**
 * How long learning takes: wall time until a world is solved (mean of the last 100 training returns at its threshold), and
 * what the agent then scores, greedy, over 100 fresh episodes. One run a seed, one after the other, presets as they are.
 *
 *     node --import tsx bench/agents.ts [--env CartPole-v1] [--agents dqn,ppo] [--seeds 5] [--device cpu]
 *
 * Wall time is of learning alone; evaluation, and loading tfjs, are not in it. CPU time is the process's, over the same
 * stretch: on a busy machine it is the steadier of the two.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { evaluate, parseTrainConfig, train } from '../agents/index.ts';

const { values } = parseArgs({
  options: {
    env: { type: 'string', default: 'CartPole-v1' },
    agents: { type: 'string', default: 'dqn,ppo' },
    seeds: { type: 'string', default: '5' },
    device: { type: 'string', default: 'cpu' },
  },
});

interface Row {
  readonly solved: boolean;
  readonly steps: number;
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly mean: number;
  readonly std: number;
}

async function once(agent: string, seed: number, folder: string): Promise<Row> {
  const { env, device } = values;
  const config = parseTrainConfig({ env, agent, seed, device, out: join(folder, `${agent}-${seed}`) });
  const before = process.cpuUsage();
  const result = await train(config);
  const { user, system } = process.cpuUsage(before);
  const { mean, std } = await evaluate(result.directory, { episodes: 100, seed: 1_000 + seed, device: config.device });
  return {
    solved: result.stoppedBy === 'solved',
    steps: result.step,
    wallSeconds: result.wallSeconds,
    cpuSeconds: (user + system) / 1e6,
    mean,
    std,
  };
}

function median(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

const folder = await mkdtemp(join(tmpdir(), 'ludus-bench-'));
console.log(`${values.env}, ${values.device}, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}\n`);
console.log('| agent | seed | solved | steps | wall s | CPU s | 100 greedy episodes |');
console.log('|---|---|---|---|---|---|---|');
try {
  for (const agent of values.agents.split(',')) {
    const rows: Row[] = [];
    for (let seed = 0; seed < Number(values.seeds); seed++) {
      const row = await once(agent, seed, folder);
      rows.push(row);
      console.log(
        `| ${agent} | ${seed} | ${row.solved ? 'yes' : 'no'} | ${row.steps} | ${row.wallSeconds.toFixed(1)} | ` +
          `${row.cpuSeconds.toFixed(1)} | ${row.mean.toFixed(1)} ± ${row.std.toFixed(1)} |`,
      );
    }
    const of = (pick: (row: Row) => number) => median(rows.map(pick));
    console.log(
      `| **${agent}** | median | ${rows.filter((row) => row.solved).length}/${rows.length} | ${of((row) => row.steps)} | ` +
        `${of((row) => row.wallSeconds).toFixed(1)} | ${of((row) => row.cpuSeconds).toFixed(1)} | ` +
        `${of((row) => row.mean).toFixed(1)} |`,
    );
  }
} finally {
  await rm(folder, { recursive: true });
}
