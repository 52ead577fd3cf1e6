/**
 * A run's folder:
 *
 *   config.json       what decides the curve: the configuration, hyperparameters and budget resolved
 *   metrics.jsonl     the learning curve, one point a line; no clock in it, so equal runs write equal bytes
 *   checkpoint.ludus  everything the run needs to go on, replaced atomically
 *   result.json       how it ended and how long it took
 */
import { appendFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Metrics } from '../core/agent.ts';
import { writeFileAtomic } from '../core/atomic-file.ts';
import { CHECKPOINT_FILE } from '../load.ts';
import { parseTrainConfig, type TrainConfig } from './config.ts';

const CONFIG_FILE = 'config.json';
const METRICS_FILE = 'metrics.jsonl';
const RESULT_FILE = 'result.json';

export class RunFolder {
  /** Absolute. */
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * Makes the folder of a new run: `config.out`, or `runs/<env>-<agent>-s<seed>-<timestamp>`.
   *
   * @throws {RangeError} where `config.out` is a file, or holds anything already.
   */
  static async create(config: TrainConfig): Promise<RunFolder> {
    const path = resolve(config.out ?? (await unusedName(config)));
    const found = await stat(path).catch(() => null);
    if (found !== null && (!found.isDirectory() || (await readdir(path)).length > 0)) {
      throw new RangeError(
        `Cannot write a run to ${path}: it must be a new or an empty folder, and it is neither. ` +
          'Choose another one, or resume the run that is there.',
      );
    }
    await mkdir(path, { recursive: true });
    const folder = new RunFolder(path);
    await folder.writeConfig(config);
    await writeFile(join(path, METRICS_FILE), '');
    return folder;
  }

  /** @throws {RangeError} where there is no run at `path`, or its configuration is broken. */
  static async open(path: string): Promise<{ readonly folder: RunFolder; readonly config: TrainConfig }> {
    const absolute = resolve(path);
    let text: string;
    try {
      text = await readFile(join(absolute, CONFIG_FILE), 'utf8');
    } catch (error) {
      throw new RangeError(
        `Cannot resume ${absolute}: it must be the folder of a run, and it has no readable ${CONFIG_FILE}.`,
        { cause: error },
      );
    }
    try {
      return { folder: new RunFolder(absolute), config: parseTrainConfig(JSON.parse(text)) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new RangeError(`Cannot resume ${absolute}: its ${CONFIG_FILE} is broken. ${reason}`, { cause: error });
    }
  }

  get checkpoint(): string {
    return join(this.path, CHECKPOINT_FILE);
  }

  async writeConfig(config: TrainConfig): Promise<void> {
    await writeFileAtomic(join(this.path, CONFIG_FILE), `${JSON.stringify(config, null, 2)}\n`);
  }

  async writeResult(result: object): Promise<void> {
    await writeFileAtomic(join(this.path, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
  }

  /** Adds a point to the curve. Synchronous, so that the curve is never behind a checkpoint that follows it. */
  appendMetrics(step: number, values: Metrics): void {
    appendFileSync(join(this.path, METRICS_FILE), `${JSON.stringify({ step, ...values })}\n`);
  }

  /** Drops the points after `step`, which the run will make again, and a last line that was cut off. */
  async truncateMetrics(step: number): Promise<void> {
    const path = join(this.path, METRICS_FILE);
    const text = await readFile(path, 'utf8').catch(() => '');
    const kept: string[] = [];
    for (const line of text.split('\n')) {
      const at = stepOf(line);
      if (at === null || at > step) break;
      kept.push(`${line}\n`);
    }
    await writeFileAtomic(path, kept.join(''));
  }
}

/** Null for a line that is empty or not whole. */
function stepOf(line: string): number | null {
  try {
    const point: unknown = JSON.parse(line);
    return typeof point === 'object' && point !== null && 'step' in point && typeof point.step === 'number'
      ? point.step
      : null;
  } catch {
    return null;
  }
}

async function unusedName(config: TrainConfig): Promise<string> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const name = `${config.env.replaceAll('/', '-')}-${config.agent}-s${config.seed}-${time}`;
  for (let copy = 1; ; copy++) {
    const path = join('runs', copy === 1 ? name : `${name}-${copy}`);
    if ((await stat(path).catch(() => null)) === null) return path;
  }
}
