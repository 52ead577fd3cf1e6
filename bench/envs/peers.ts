/** The side of Python: one process with Gymnasium, and MiniGrid and EnvPool where they are installed (`../python/gymnasium_envs.py`). */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Measured } from './our-case.ts';

export interface Peers {
  readonly versions: string;
  /** Null where that case is not there. */
  readonly run: (name: string, seconds: number) => Promise<Measured | null>;
  readonly stop: () => void;
}

/** Starts `$LUDUS_PYTHON`, else `python3`; null where it has no Gymnasium, with the reason printed. */
export async function startPeers(): Promise<Peers | null> {
  const python = process.env.LUDUS_PYTHON ?? 'python3';
  const script = fileURLToPath(new URL('../python/gymnasium_envs.py', import.meta.url));
  const child: ChildProcessWithoutNullStreams = spawn(python, [script]);
  let errors = '';
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = once(child, 'close').then(
    () => null,
    (error: Error) => {
      errors = error.message;
      return null;
    },
  );
  const next = async (): Promise<unknown> => {
    const line = await Promise.race([lines.next(), gone]);
    return line === null || line.done === true ? null : JSON.parse(line.value);
  };
  const hello = (await next()) as { readonly versions: string } | null;
  if (hello === null) {
    const reason = errors.trim().split('\n').at(-1) ?? '';
    console.log(`No Gymnasium to compare with (${python}: ${reason}). Set LUDUS_PYTHON to a Python that has it.\n`);
    return null;
  }
  return {
    versions: hello.versions,
    run: async (name, seconds) => {
      child.stdin.write(`${JSON.stringify({ case: name, seconds })}\n`);
      const answer = (await next()) as Measured | { readonly missing: true } | null;
      if (answer === null) throw new Error(`Python stopped while measuring ${name}: ${errors.trim()}`);
      return 'missing' in answer ? null : answer;
    },
    stop: () => child.stdin.end(),
  };
}
