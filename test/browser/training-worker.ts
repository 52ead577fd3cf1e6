/** The worker of the page that trains: bundled by training.test.ts. Its answer is a `SpiralRun`, or what went wrong. */
import { trainOnSpirals } from './spiral-training.ts';

const scope = globalThis as unknown as { postMessage(data: unknown): void };

trainOnSpirals().then(
  (run) => scope.postMessage(run),
  (error: unknown) => scope.postMessage({ error: String(error) }),
);
