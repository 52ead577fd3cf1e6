/**
 * Ctrl-C: the first asks for an orderly end (the signal aborts, the command saves and exits 0), the second ends at once
 * with the shell's usual 130.
 *
 * One key press may arrive twice: the terminal signals the whole process group, and a parent such as `npm start` or `timeout`
 * passes its own copy on. Copies come within milliseconds, a person's second press does not.
 */
const SAME_PRESS_MILLISECONDS = 500;

/** @param onFirst runs before the signal aborts. */
export function abortOnInterrupt(onFirst: () => void = () => {}): AbortSignal {
  const controller = new AbortController();
  let first = 0;
  const handle = () => {
    if (controller.signal.aborted) {
      if (performance.now() - first > SAME_PRESS_MILLISECONDS) process.exit(130);
      return;
    }
    first = performance.now();
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return controller.signal;
}
