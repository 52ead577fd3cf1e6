/**
 * Where the time goes when an agent learns from pixels: the emulator, acting, learning, the rest; CPU seconds of this process.
 *
 *     node --import tsx bench/agents-pixels.ts [--agent ppo|dqn] [--env Pong-v0] [--network nips] [--steps 2048] [--repeats 3]
 *
 * Nothing is instrumented. The world alone is stepped as often as in training; the network alone evaluates as many rows as acting
 * does; learning is what further passes over the same data cost (PPO's epochs, DQN's gradient steps), by the difference between runs
 * of 1 pass and of 3. The rest is what is left of a whole run of the preset: encoding, memory, advantages, minibatches. Medians
 * over repeats, each kind in turn. DQN acts greedily here, as it does once exploration has come down.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { chooseNetwork } from '../agents/core/network-choice.ts';
import { DQN_HIDDEN, dqnSchema } from '../agents/dqn/hyperparameters.ts';
import { createAgent, presetFor } from '../agents/index.ts';
import { PPO_HIDDEN, ppoSchema } from '../agents/ppo/hyperparameters.ts';
import { Generator } from '../envs/core/seeding/generator.ts';
import { type Discrete, makeVec } from '../envs/index.ts';
import { type ActorCriticOptions, actorCritic, glorotUniform, mlp, useDevice } from '../tensor/index.ts';

const { values: options } = parseArgs({
  options: {
    agent: { type: 'string', default: 'ppo' },
    env: { type: 'string', default: 'Pong-v0' },
    network: { type: 'string', default: 'nips' },
    steps: { type: 'string', default: '2048' },
    repeats: { type: 'string', default: '3' },
  },
});
const random = Generator.fromSeed(1);

type Parts = Omit<ActorCriticOptions, 'shared'>;

/** What differs between the agents: the hyperparameter that counts passes, what comes before them, the network they act with. */
function ppo() {
  const hp = ppoSchema.parse({ ...presetFor('ppo', options.env).hyperparameters, network: options.network });
  const rollout = hp.rolloutSteps * hp.numEnvs;
  return {
    hp,
    pass: 'epochs',
    passes: hp.epochs,
    warmUp: rollout,
    unit: rollout,
    hidden: PPO_HIDDEN,
    build: (parts: Parts) => actorCritic({ ...parts, shared: true }),
  } as const;
}

function dqn() {
  const preset = presetFor('dqn', options.env).hyperparameters;
  const hp = dqnSchema.parse({ ...preset, network: options.network, learningStarts: 1_000, explorationFraction: 1e-9 });
  return {
    hp,
    pass: 'gradientSteps',
    passes: hp.gradientSteps,
    warmUp: 1_200,
    unit: hp.numEnvs,
    hidden: DQN_HIDDEN,
    build: (parts: Parts) => mlp({ ...parts, hiddenInit: glorotUniform(), outputInit: glorotUniform() }),
  } as const;
}

if (options.agent !== 'ppo' && options.agent !== 'dqn')
  throw new RangeError(`--agent must be ppo or dqn, got ${options.agent}`);
const agentName = options.agent;
const { hp, pass, passes, warmUp, unit, hidden: mlpHidden, build } = agentName === 'ppo' ? ppo() : dqn();
const vectorSteps = (Math.ceil(Number(options.steps) / unit) * unit) / hp.numEnvs;
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
const { encoder, front, hidden } = chooseNetwork(worlds.singleObservationSpace, hp, mlpHidden);
const { n } = worlds.singleActionSpace as Discrete;
const network = build({
  inputs: encoder.features,
  front,
  hidden,
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
const learn = async (count: number): Promise<number> => {
  const agent = createAgent(agentName, { env: options.env, kwargs: {}, seed: 1 }, { ...hp, [pass]: count });
  // What comes first records the captured steps.
  await agent.learn({ totalSteps: warmUp, stopAtMeanReturn: null });
  const seconds = await cpuSeconds(() => agent.learn({ totalSteps: warmUp + steps, stopAtMeanReturn: null }));
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
const onePass = (median(samples.three) - median(samples.one)) / 2;
const learning = passes * onePass;
const whole = median(samples.one) + (passes - 1) * onePass;

console.log(
  `${options.env}, ${agentName}, ${options.network}, ${cpus()[0]?.model ?? 'unknown CPU'}, Node ${process.version}\n`,
);
console.log('| part | CPU us an environment step | share |');
console.log('|---|---|---|');
const parts = { emulator, acting, learning, 'the rest': whole - emulator - acting - learning, 'all of it': whole };
for (const [part, seconds] of Object.entries(parts)) {
  console.log(`| ${part} | ${((seconds / steps) * 1e6).toFixed(0)} | ${((100 * seconds) / whole).toFixed(0)} % |`);
}
console.log(
  `\n${(steps / whole).toFixed(0)} environment steps a CPU second, ${((4 * steps) / whole).toFixed(0)} console frames.`,
);
