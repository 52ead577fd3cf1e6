/** What an `AsyncVectorEnv` and its workers say to each other beside the shared memory. Structured clones. */
import type { Info, Seed, State } from '../../core/env.ts';
import type { MakeOptions } from '../../core/registry.ts';
import type { AutoresetMode } from '../vector-env.ts';
import type { Port } from './node-threads.ts';

/** What a worker is started with. */
export interface WorkerSetup {
  /** The module that `serve`s. */
  readonly entry: string;
  /** What compiles TypeScript on the way in, where a module is written in it; null where nothing need or can. */
  readonly compiler: string | null;
  /** Modules that register what `id` names, as URLs. */
  readonly modules: readonly string[];
  readonly id: string;
  readonly options: MakeOptions;
  readonly autoresetMode: AutoresetMode;
  readonly numEnvs: number;
  readonly numWorkers: number;
  /** Which of the workers this is, and its environments: `first` to `first + count - 1`. */
  readonly worker: number;
  readonly first: number;
  readonly count: number;
  readonly buffer: SharedArrayBuffer;
  readonly port: Port;
}

/** An error as a message: errors of our own classes would arrive as plain ones. */
export interface Failure {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Of our own errors. */
  readonly code: string | undefined;
}

/** What a result has to say beyond the shared arrays. */
export interface ResultMessage {
  readonly kind: 'result';
  readonly index: number;
  readonly info: Info | null;
  readonly finalInfo: Info | null;
  /** New values of the loose parts, null where they are as before. */
  readonly observation: readonly unknown[] | null;
  readonly finalObservation: readonly unknown[] | null;
  readonly failure: Failure | null;
}

/** A call to a worker: it answers each with one `Answer`, in order. */
export type Call =
  | {
      readonly kind: 'reset';
      readonly resets: readonly { readonly index: number; readonly seed: Seed | null }[];
      readonly options: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly kind: 'getState'; readonly index: number }
  | { readonly kind: 'setState'; readonly states: readonly { readonly index: number; readonly state: State }[] };

export interface Answer {
  readonly kind: 'answer';
  /** The state asked for; null for other calls. */
  readonly state: State;
  /** Of the environments that have been reset. */
  readonly resets: readonly ResultMessage[];
  readonly failure: (Failure & { readonly index: number | null }) | null;
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: undefined, code: undefined };
  const { code } = error as { readonly code?: unknown };
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    code: typeof code === 'string' ? code : undefined,
  };
}
