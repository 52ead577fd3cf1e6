/**
 * Where the time goes when PPO learns from pixels: the emulator, acting, learning, the rest; CPU seconds of this process.
 *
 *     node --import tsx bench/agents-pixels.ts [--env Pong-v0] [--network nips] [--rollouts 2] [--repeats 3]
 *
 * Nothing is instrumented. The world alone is stepped as often as in training; the network alone evaluates as many rows as acting
 * does; learning is what further epochs cost, by the difference between runs of 1 epoch and of 3. The rest is what is left of a whole
 * run with the preset's epochs: encoding, advantages, minibatches. Medians over repeats, each kind in turn.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseNetwork } from '../agents/core/network-choice.ts';
import { createAgent, presetFor } from '../agents/index.ts';
import { PPO_HIDDEN, ppoSchema } from '../agents/ppo/hyperparameters.ts';
import { Generator } from '../envs/core/seeding/generator.ts';
import { type Discrete, makeVec } from '../envs/index.ts';
import { actorCritic, useDevice } from '../tensor/index.ts';

const { values: options } = parseArgs({
  options: {
    env: { type: 'string', default: 'Pong-v0' },
    network: { type: 'string', default: 'nips' },
    rollouts: { type: 'string', default: '2' },
    repeats: { type: 'string', default: '3' },
  },
});

const hp = ppoSchema.parse({ ...presetFor('ppo', options.env).hyperparameters, network: options.network });
const vectorSteps = hp.rolloutSteps * Number(options.rollouts);
const steps = vectorSteps * hp.numEnvs;

async function cpuSeconds(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(sample: readonly number[]): number {
  return [...sample].sort((a, b) => a - b)[sample.length >> 1]!;
}

await useDevice('cpu');
const worlds = makeVec(options.env, { numEnvs: hp.numEnvs, autoresetMode: 'same-step' });
const { encoder, front, hidden } = chooseNetwork(worlds.singleObservationSpace, hp, PPO_HIDDEN);
const random = Generator.fromSeed(1);
const { n } = worlds.singleActionSpace as Discrete;
const network = actorCritic({
  inputs: encoder.features,
  front,
  hidden,
  shared: true,
  outputs: n,
  activation: 'relu',
  random,
});
const rows = Uint8Array.from({ length: hp.numEnvs * encoder.features }, () => random.integers(0, 256));

const stepWorlds = () => {
  worlds.reset({ seed: 1 });
  const actions = new Int32Array(hp.numEnvs);
  for (let t = 0; t < vectorSteps; t++) {
    for (let env = 0; env < hp.numEnvs; env++) actions[env] = random.integers(0, n);
    worlds.step(actions);
  }
};
const act = async () => {
  for (let t = 0; t < vectorSteps; t++) await network.evaluate(rows, hp.numEnvs);
};
const learn = async (epochs: number): Promise<number> => {
  const agent = createAgent('ppo', { env: options.env, kwargs: {}, seed: 1 }, { ...hp, epochs });
  // The first rollout records the captured steps.
  await agent.learn({ totalSteps: hp.rolloutSteps * hp.numEnvs, stopAtMeanReturn: null });
  const seconds = await cpuSeconds(() =>
    agent.learn({ totalSteps: hp.rolloutSteps * hp.numEnvs + steps, stopAtMeanReturn: null }),
  );
  agent.dispose();
  return seconds;
};

const samples = { emulator: [] as number[], acting: [] as number[], one: [] as number[], three: [] as number[] };
await act();
for (let i = 0; i < Number(options.repeats); i++) {
  samples.emulator.push(await cpuSeconds(stepWorlds));
  samples.acting.push(await cpuSeconds(act));
  samples.one.push(await learn(1));
  samples.three.push(await learn(3));
}
const [emulator, acting] = [median(samples.emulator), median(samples.acting)];
const epoch = (median(samples.three) - median(samples.one)) / 2;
const learning = hp.epochs * epoch;
const whole = median(samples.one) + (hp.epochs - 1) * epoch;

console.log(`${options.env}, PPO, ${options.network}, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}\n`);
console.log('| part | CPU us an environment step | share |');
console.log('|---|---|---|');
const parts = { emulator, acting, learning, 'the rest': whole - emulator - acting - learning, 'all of it': whole };
for (const [part, seconds] of Object.entries(parts)) {
  console.log(`| ${part} | ${((seconds / steps) * 1e6).toFixed(0)} | ${((100 * seconds) / whole).toFixed(0)} % |`);
}
console.log(
  `\n${(steps / whole).toFixed(0)} environment steps a CPU second, ${((4 * steps) / whole).toFixed(0)} console frames.`,
);
