/**
 * A process that trains and is killed for real: `killed-run.ts <config JSON> <step>` sends itself SIGKILL at the first
 * point of the curve at or after the step. Nothing gets a chance to clean up.
 */
import { train } from '../../../agents/index.ts';

const config = JSON.parse(process.argv[2]!);
const step = Number(process.argv[3]);

await train(config, {
  listener: {
    metrics(event) {
      if (event.step >= step) process.kill(process.pid, 'SIGKILL');
    },
  },
});
