/** Runs the built `ludus` command as a user does: a process of its own, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = join(resolve(dirname(fileURLToPath(import.meta.url)), '../..'), 'dist/cli/main.js');

export interface Finished {
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when stdout so far matches; rejects with all output if the command ends first. */
  until(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** An empty folder, removed when the test ends. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ludus-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function start(args: readonly string[], options: { readonly cwd?: string } = {}): RunningCommand {
  const child = spawn(process.execPath, [main, ...args], { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let stdout = '';
  let stderr = '';
  const onOutput: (() => void)[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    for (const listener of onOutput) listener();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const finished = new Promise<Finished>((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) => done({ status, stdout, stderr }));
  });
  return {
    child,
    finished,
    until(pattern) {
      return new Promise((found, fail) => {
        const look = () => {
          const match = stdout.match(pattern);
          if (match !== null) found(match);
        };
        onOutput.push(look);
        look();
        finished.then(() => {
          look();
          fail(new Error(`ended before it printed ${pattern}.\nstdout:\n${stdout}\nstderr:\n${stderr}`));
        }, fail);
      });
    },
  };
}

export function ludus(args: readonly string[], options: { readonly cwd?: string } = {}): Promise<Finished> {
  return start(args, options).finished;
}
