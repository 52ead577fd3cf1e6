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
