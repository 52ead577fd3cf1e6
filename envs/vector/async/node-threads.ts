/**
 * Node's worker threads, as far as vector environments use them. Asked of the process at run time instead of imported: this folder
 * is loaded by browsers too, where there is no such module and where the main thread must not block.
 *
 * Left out: browsers' own workers. They share memory (where a page is cross-origin isolated), but have no `receiveMessageOnPort`,
 * without which nothing but arrays reaches a thread that waits; there, `sync` mode is the one.
 */

export interface Port {
  postMessage(message: unknown): void;
  close(): void;
  unref(): void;
}

export interface WorkerThread {
  on(event: 'exit', listener: (code: number) => void): void;
  on(event: 'error', listener: (error: unknown) => void): void;
  ref(): void;
  unref(): void;
  terminate(): unknown;
}

export interface Threads {
  readonly Worker: new (
    program: string,
    options: { readonly eval: true; readonly workerData: unknown; readonly transferList: readonly unknown[] },
  ) => WorkerThread;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
  readonly receiveMessageOnPort: (port: Port) => { readonly message: unknown } | undefined;
}

interface NodeProcess {
  getBuiltinModule?(id: string): unknown;
  readonly features?: { readonly typescript?: unknown };
  on(event: 'exit', listener: () => void): void;
}

/** Node's `process`; undefined in a browser. */
export const nodeProcess = (globalThis as { readonly process?: NodeProcess }).process;

/** Throws where there are no worker threads. */
export function nodeThreads(action: string): Threads {
  return nodeModule(action, 'worker_threads') as Threads;
}

/** The URL of a file, by its path from the working directory. */
export function fileUrl(path: string): string {
  const { pathToFileURL } = nodeModule(`load ${path}`, 'url') as { pathToFileURL(path: string): { href: string } };
  return pathToFileURL(path).href;
}

/** How many threads the machine runs at once, at least 1. */
export function availableParallelism(): number {
  return (nodeModule('count processors', 'os') as { availableParallelism(): number }).availableParallelism();
}

function nodeModule(action: string, name: string): unknown {
  const found = nodeProcess?.getBuiltinModule?.(`node:${name}`);
  if (found !== undefined) return found;
  throw new Error(
    `Cannot ${action}: vectorizationMode async runs on Node's worker threads (Node 20.16 or later), which this platform lacks. Take sync.`,
  );
}
