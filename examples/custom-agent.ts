/**
 * An agent of one's own on a Ludus server: a hand-written controller that balances CartPole for 500 steps.
 *
 *   npx ludus serve                              # in one terminal; open the page it prints
 *   npx tsx examples/custom-agent.ts             # in another; [ws://host:port/ws] [--fast]
 *
 * It plays at the speed of real time, so that the viewer shows it as it happens; `--fast` does not wait.
 */
import { parseArgs } from 'node:util';
import { connect } from 'ludus/client';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { fast: { type: 'boolean', default: false } },
});
const url = positionals[0] ?? 'ws://127.0.0.1:7766/ws';

/** CartPole's own time step, seconds. */
const TIME_STEP = 0.02;

/**
 * How strongly to push to the right: a linear feedback that leans the pole towards the middle of the track and damps it.
 *
 * @param observation [cart position (m), cart velocity (m/s), pole angle (rad), pole angular velocity (rad/s)]
 */
function push([position, velocity, angle, angularVelocity]: Float32Array): number {
  return 0.5 * position! + 1.0 * velocity! + 16 * angle! + 3 * angularVelocity!;
}

const client = await connect(url, { name: 'custom agent (TypeScript)' }).catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
try {
  const env = await client.make('CartPole-v1');
  let [observation] = await env.reset({ seed: 42 });
  let total = 0;
  const startedAt = performance.now();
  for (let step = 1; ; step++) {
    const right = 1 / (1 + Math.exp(-4 * push(observation)));
    const result = await env.step(right > 0.5 ? 1 : 0, { kind: 'probabilities', values: [1 - right, right] });
    observation = result[0];
    total += result[1];
    if (result[2] || result[3]) break;
    const wait = startedAt + step * TIME_STEP * 1_000 - performance.now();
    if (!values.fast && wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  }
  console.log(`return ${total}`);
} finally {
  client.close();
}
