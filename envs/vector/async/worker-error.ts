/**
 * What went wrong in a worker of an `AsyncVectorEnv`: an environment threw, or the worker is gone.
 *
 * The error's name and message are the world's own, prefixed by whose it is; its stack there is the `cause`'s.
 */
import type { Failure } from './messages.ts';

export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  /** Of the error that was thrown there, where it has one (`E_INVALID_STATE`); else `E_WORKER`. */
  readonly code: string;
  /** The environment that failed; null where it is not one of them. */
  readonly envIndex: number | null;

  constructor(envIndex: number | null, { name, message, stack, code }: Failure) {
    super(
      envIndex === null
        ? `A worker could not begin: ${name}: ${message}`
        : `Environment ${envIndex} failed in its worker: ${name}: ${message} Call reset() to begin again, or close().`,
    );
    this.code = code ?? 'E_WORKER';
    this.envIndex = envIndex;
    const cause = new Error(message);
    cause.name = name;
    if (stack !== undefined) cause.stack = stack;
    this.cause = cause;
  }
}
