// The compute threads: workers that instantiate the same module on the same memory and stay in its `work` loop (kernels/threads.ts).
// Their program is a string, so that no bundler, test runner or package layout has to find a file.

import { CONTROL_FAILED, CONTROL_READY, CONTROL_STOP, CONTROL_WAKE } from './layout.ts';
import type { WasmMemory, WasmModule } from './webassembly.ts';

interface Worker {
  terminate(): unknown;
}

/** A browser's worker, as far as it is used here. */
interface PageWorker extends Worker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message: string }) => void) | null;
  postMessage(data: unknown): void;
}

type PageWorkerClass = new (url: string) => PageWorker;

export interface Pool {
  /** Why a worker is gone that should not be; null while all is well. */
  readonly lost: string | null;
  readonly stopped: boolean;
  /** Ends all workers: work goes on with one thread. */
  stop(): void;
}

/** A module of Node by name, undefined in a browser; without an import statement that bundlers would follow. */
export function nodeModule(name: 'v8'): typeof import('node:v8') | undefined;
export function nodeModule(name: 'buffer'): typeof import('node:buffer') | undefined;
export function nodeModule(name: 'fs'): typeof import('node:fs') | undefined;
export function nodeModule(name: 'os'): typeof import('node:os') | undefined;
export function nodeModule(name: 'worker_threads'): typeof import('node:worker_threads') | undefined;
export function nodeModule(name: string): unknown {
  const { process } = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } };
  return process?.getBuiltinModule?.(`node:${name}`);
}

// The flag goes up before the error is reported: the caller may be waiting inside WebAssembly and sees nothing else.
const BODY = `
  const start = ({ module, memory, thread, wide, failed }, report) => {
    try {
      const env = { memory, now: () => performance.now() };
      const kernels = new WebAssembly.Instance(module, { env }).exports;
      kernels.init(thread, 1, 0, wide);
      kernels.work();
    } catch (error) {
      const flags = new Int32Array(memory.buffer);
      Atomics.store(flags, failed >> 2, 1);
      report(String(error));
    }
  };`;
const NODE_PROGRAM = `${BODY}
  const { workerData, parentPort } = process.getBuiltinModule('node:worker_threads');
  start(workerData, (message) => parentPort.postMessage(message));`;
const PAGE_PROGRAM = `${BODY}
  onmessage = ({ data }) => start(data, postMessage);`;

export function startPool(module: WasmModule, memory: WasmMemory, count: number, wide: number): Pool {
  const control = new Int32Array(memory.buffer, 0, 1024);
  const workers: Worker[] = [];
  let lost: string | null = null;
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    // From here on the caller shares nothing: it reads CONTROL_READY before it does.
    Atomics.store(control, CONTROL_READY >> 2, -65536);
    Atomics.store(control, CONTROL_STOP >> 2, 1);
    Atomics.add(control, CONTROL_WAKE >> 2, 1);
    Atomics.notify(control, CONTROL_WAKE >> 2);
    for (const worker of workers) worker.terminate();
  };
  const lose = (reason: string) => {
    if (!stopped) lost ??= reason;
  };
  const threads = nodeModule('worker_threads');
  for (let thread = 1; thread <= count; thread++) {
    const data = { module, memory, thread, wide, failed: CONTROL_FAILED };
    if (threads) {
      const worker = new threads.Worker(NODE_PROGRAM, { eval: true, workerData: data });
      worker.on('message', (message) => lose(String(message)));
      worker.on('error', (error) => lose(String(error)));
      worker.on('exit', (code) => lose(`it ended with code ${code}`));
      worker.unref(); // after the listeners, which hold the process too
      workers.push(worker);
    } else {
      const url = URL.createObjectURL(new Blob([PAGE_PROGRAM], { type: 'text/javascript' }));
      const worker = new (globalThis as unknown as { Worker: PageWorkerClass }).Worker(url);
      worker.onmessage = ({ data: message }) => lose(String(message));
      worker.onerror = ({ message }) => lose(String(message));
      worker.postMessage(data);
      workers.push(worker);
    }
  }
  return {
    get lost() {
      return lost;
    },
    get stopped() {
      return stopped;
    },
    stop,
  };
}
