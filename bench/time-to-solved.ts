/**
 * Wall time of `ludus train CartPole-v1 --agent ppo`, from the start of the process until CartPole-v1 is solved (mean return of 100
 * episodes in a row at 475 or above), over ten seeds, one after the other.
 *
 *     npm run build:lib && node --import tsx bench/time-to-solved.ts [--agent ppo] [--seeds 10]
 *
 * `solved` is when the command says so of its training episodes; `evaluated` when it has also played 100 greedy episodes with fresh
 * seeds, whose mean is in the last column. Loading, device selection and writing files are in both.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { agent: { type: 'string', default: 'ppo' }, seeds: { type: 'string', default: '10' } },
});
const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

interface Run {
  /** Seconds from the start of the process; null where it was not solved within the preset's steps. */
  readonly solved: number | null;
  readonly evaluated: number;
  /** Mean return of the greedy episodes. */
  readonly mean: number;
}

async function once(seed: number): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'ludus-bench-'));
  const args = ['train', 'CartPole-v1', '--agent', values.agent, '--seed', String(seed), '--out', join(folder, 'run')];
  const begun = performance.now();
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let solved: number | null = null;
  let evaluated = Number.NaN;
  let mean = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    const seconds = (performance.now() - begun) / 1000;
    if (line.startsWith('solved ')) solved = seconds;
    const result = /^evaluated .* return (\S+)/.exec(line);
    if (result === null) continue;
    evaluated = seconds;
    mean = Number(result[1]);
  }
  rmSync(folder, { recursive: true, force: true });
  if (Number.isNaN(mean)) throw new Error(`ludus ${args.join(' ')} did not report an evaluation`);
  return { solved, evaluated, mean };
}

function median(sample: readonly number[]): string {
  return [...sample].sort((a, b) => a - b)[sample.length >> 1]!.toFixed(1);
}

console.log(
  `ludus train CartPole-v1 --agent ${values.agent}, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}\n`,
);
console.log('| seed | solved, s | evaluated, s | 100 greedy episodes |');
console.log('|---|---:|---:|---:|');
const runs: Run[] = [];
for (let seed = 0; seed < Number(values.seeds); seed++) {
  const run = await once(seed);
  runs.push(run);
  console.log(
    `| ${seed} | ${run.solved?.toFixed(1) ?? 'not'} | ${run.evaluated.toFixed(1)} | ${run.mean.toFixed(1)} |`,
  );
}
const solved = median(runs.map((run) => run.solved ?? Number.POSITIVE_INFINITY));
console.log(`| median | ${solved} | ${median(runs.map((run) => run.evaluated))} | |`);
