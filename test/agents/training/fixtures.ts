/** Small runs for the tests of this folder: seconds long, several checkpoints, several episodes. */
import type { TrainConfigInput } from '../../../agents/index.ts';

export const SMALL_RUNS: readonly TrainConfigInput[] = [
  {
    env: 'CartPole-v1',
    agent: 'dqn',
    seed: 5,
    steps: 1600,
    device: 'cpu',
    checkpointEvery: 300,
    hyperparameters: {
      hidden: [8],
      batchSize: 8,
      bufferSize: 400,
      learningStarts: 100,
      prioritised: true,
      nStep: 3,
      targetUpdateEvery: 20,
    },
  },
  {
    env: 'CartPole-v1',
    agent: 'ppo',
    seed: 5,
    steps: 1600,
    device: 'cpu',
    checkpointEvery: 300,
    hyperparameters: { hidden: [8], numEnvs: 4, rolloutSteps: 20, minibatchSize: 40, epochs: 1 },
  },
];
