/**
 * How a command fails: one clear line on stderr and exit status 1. A stack trace is for a defect of ours, shown with
 * `LUDUS_DEBUG=1`.
 */
export function reportFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`ludus: ${message}\n`);
  if (process.env.LUDUS_DEBUG === '1' && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
}

/** Wraps a command's action so that whatever it throws ends as one line. */
export function failing<Args extends unknown[]>(
  action: (...args: Args) => Promise<void>,
): (...args: Args) => Promise<void> {
  return async (...args) => {
    try {
      await action(...args);
    } catch (error) {
      reportFailure(error);
    }
  };
}
