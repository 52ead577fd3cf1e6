/**
 * Starting the workers of an `AsyncVectorEnv`.
 *
 * Their program is a string that imports `worker.ts`, or `worker.js` in the built package: so that modules in TypeScript can be
 * compiled on the way in where Node does not do so itself (`tsx`, if it is installed), and an import that fails becomes an answer
 * like any other.
 */
import { show } from '../../core/show.ts';
import type { WorkerSetup } from './messages.ts';
import { fileUrl, nodeThreads, type Port, type WorkerThread } from './node-threads.ts';
import type { SharedRows } from './shared-rows.ts';

export interface StartedWorker {
  readonly thread: WorkerThread;
  /** Ours of the two. */
  readonly port: Port;
  /** Its environments: `first` to `first + count - 1`. */
  readonly first: number;
  readonly count: number;
}

const PROGRAM = `
const { workerData: setup } = require('node:worker_threads');
(async () => {
  if (setup.compiler !== null && !process.features.typescript) (await import(setup.compiler)).register();
  const { serve } = await import(setup.entry);
  await serve(setup);
})().catch(({ name, message, stack, code }) => {
  const failure = { name, message, stack, code: typeof code === 'string' ? code : undefined, index: null };
  setup.port.postMessage({ kind: 'answer', state: null, resets: [], failure });
  const control = new Int32Array(setup.buffer);
  Atomics.store(control, setup.replyAt, 1);
  Atomics.notify(control, setup.replyAt);
});`;

type ModuleMeta = { readonly url: string; resolve?(specifier: string): string };

/** Starts one worker. It answers, without having been called, once its environments are made. */
export function startWorker(
  rows: SharedRows,
  setup: Omit<WorkerSetup, 'entry' | 'compiler' | 'port' | 'buffer'>,
): StartedWorker {
  const { Worker, MessageChannel } = nodeThreads(`make a vector ${setup.id}`);
  const { port1, port2 } = new MessageChannel();
  const here = (import.meta as ImportMeta & ModuleMeta).url;
  const entry = here.slice(0, here.lastIndexOf('/') + 1) + (here.endsWith('.ts') ? 'worker.ts' : 'worker.js');
  const isTypeScript = [entry, ...setup.modules].some((url) => /\.[mc]?tsx?$/.test(url));
  const workerData = {
    ...setup,
    entry,
    compiler: isTypeScript ? findCompiler() : null,
    buffer: rows.buffer,
    port: port2,
    replyAt: rows.replyAt(setup.worker),
  } satisfies WorkerSetup & { readonly replyAt: number };
  const thread = new Worker(PROGRAM, { eval: true, workerData, transferList: [port2] });
  thread.on('error', () => rows.bury(setup.worker)); // memory spent, for one
  thread.on('exit', () => rows.bury(setup.worker));
  thread.unref(); // after the listeners, which hold the process too
  port1.unref();
  return { thread, port: port1, first: setup.first, count: setup.count };
}

/** Where `tsx` is, which registers itself with the thread that imports this; null where it is not installed. */
function findCompiler(): string | null {
  try {
    return (import.meta as ImportMeta & ModuleMeta).resolve?.('tsx/esm/api') ?? null;
  } catch {
    return null;
  }
}

/**
 * The URL of a module as a user names it: a URL, or a path from the working directory.
 *
 * @throws {TypeError} what is no string
 */
export function moduleUrl(module: unknown): string {
  if (typeof module !== 'string' || module === '') {
    throw new TypeError(
      `Cannot load a module in workers: it is a path or a file URL of a module that registers worlds, got ${show(module)}.`,
    );
  }
  if (/^[a-z]{2,}:/i.test(module)) return module;
  return fileUrl(module);
}
