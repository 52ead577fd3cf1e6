/**
 * Ctrl-C: the first asks for an orderly end (the signal aborts, the command saves and exits 0), the second ends at once
 * with the shell's usual 130.
 */
export function abortOnInterrupt(onFirst: () => void = () => {}): AbortSignal {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(130);
    onFirst();
    controller.abort();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  return controller.signal;
}
