/**
 * A training run from its configuration to its result: device, folder, agent, checkpoints. Nothing here learns; it runs
 * unchanged in the main thread and in a worker.
 */

import type { EnvSpec } from '../../envs/core/env.ts';
import { actionNames, make } from '../../envs/index.ts';
import { type Device, useDevice } from '../../tensor/index.ts';
import type { LearnResult, TrainingListener } from '../core/agent.ts';
import type { Learner } from '../core/learner.ts';
import { createAgent } from '../create.ts';
import { restoreAgent } from '../load.ts';
import { presetFor } from '../presets.ts';
import { parseTrainConfig, type TrainConfig, type TrainConfigInput } from './config.ts';
import { RunFolder } from './run-folder.ts';

/** What is known once a run has begun, before its first step. */
export interface RunInfo {
  /** Absolute path of the run's folder. */
  readonly directory: string;
  /** Hyperparameters and budget resolved. */
  readonly config: TrainConfig;
  readonly spec: EnvSpec;
  readonly renderFps: number;
  /** What each discrete action does, where the world says so. */
  readonly actionNames: readonly string[] | null;
  /** Environment steps in all. */
  readonly totalSteps: number;
  /** 0, or where a resumed run goes on. */
  readonly startStep: number;
  /** One line: the device that learns and why it was chosen. */
  readonly device: string;
}

export interface TrainHooks {
  readonly listener?: TrainingListener | undefined;
  /** Abort: the run saves a checkpoint at the next exact point and returns with `stoppedBy: 'signal'`. */
  readonly signal?: AbortSignal | undefined;
  readonly onRun?: ((run: RunInfo) => void) | undefined;
}

/** Also written as `result.json`. */
export interface TrainResult extends LearnResult {
  readonly directory: string;
  /** Path of the final checkpoint. */
  readonly checkpoint: string;
  /** Seconds of learning, of this process's share of the run. */
  readonly wallSeconds: number;
  readonly stepsPerSecond: number;
  readonly device: string;
}

/** What may change when a run is resumed; everything else is as it was. */
export interface ResumeOverrides {
  readonly steps?: number | undefined;
  readonly device?: 'auto' | 'cpu' | 'gpu' | undefined;
  readonly checkpointEvery?: number | undefined;
  readonly stopWhenSolved?: boolean | undefined;
}

/**
 * Trains an agent from the beginning.
 *
 * @throws {RangeError} on a configuration, hyperparameters or an output folder that cannot be used; {TypeError} on spaces
 * the agent cannot handle; what `useDevice` throws. Nothing is left on disk then.
 */
export async function train(input: TrainConfigInput, hooks: TrainHooks = {}): Promise<TrainResult> {
  const given = parseTrainConfig(input);
  return onDevice(given.device, async (device) => {
    const setup = { env: given.env, kwargs: given.kwargs, seed: given.seed };
    const agent = createAgent(given.agent, setup, given.hyperparameters);
    try {
      const config: TrainConfig = {
        ...given,
        steps: given.steps ?? presetFor(given.agent, given.env).steps,
        hyperparameters: { ...agent.hyperparameters },
      };
      const folder = await RunFolder.create(config);
      // So that a run killed before its first regular checkpoint can be resumed as well.
      await agent.save(folder.checkpoint);
      return await run(agent, config, folder, device, hooks);
    } finally {
      agent.dispose();
    }
  });
}

/**
 * Goes on with the run in `directory` from its last checkpoint, exactly: points of the curve after the checkpoint are
 * dropped and made again.
 *
 * @throws {RangeError} where there is no run; `CheckpointError` where its checkpoint cannot be used.
 */
export async function resumeTraining(
  directory: string,
  overrides: ResumeOverrides = {},
  hooks: TrainHooks = {},
): Promise<TrainResult> {
  const { folder, config: stored } = await RunFolder.open(directory);
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const config = parseTrainConfig({ ...stored, ...given });
  return onDevice(config.device, async (device) => {
    const agent = await restoreAgent(folder.checkpoint);
    try {
      await folder.truncateMetrics(agent.step);
      await folder.writeConfig(config);
      return await run(agent, config, folder, device, hooks);
    } finally {
      agent.dispose();
    }
  });
}

async function run(
  agent: Learner,
  config: TrainConfig,
  folder: RunFolder,
  device: Device,
  { listener = {}, signal, onRun }: TrainHooks,
): Promise<TrainResult> {
  const world = describeWorld(config);
  const totalSteps = config.steps ?? presetFor(config.agent, config.env).steps;
  const startStep = agent.step;
  onRun?.({ ...world, directory: folder.path, config, totalSteps, startStep, device: device.description });

  const startedAt = performance.now();
  const learned = await agent.learn({
    totalSteps,
    stopAtMeanReturn: config.stopWhenSolved ? world.spec.rewardThreshold : null,
    checkpointEvery: config.checkpointEvery,
    onCheckpoint: () => agent.save(folder.checkpoint),
    signal,
    listener: alsoWriting(folder, listener),
  });
  const wallSeconds = (performance.now() - startedAt) / 1000;

  await agent.save(folder.checkpoint);
  const result: TrainResult = {
    ...learned,
    directory: folder.path,
    checkpoint: folder.checkpoint,
    wallSeconds,
    stepsPerSecond: (learned.step - startStep) / wallSeconds,
    device: device.description,
  };
  await folder.writeResult(result);
  return result;
}

/** Bound one by one: a listener may be an instance of a class. Where nobody wants steps, none are to be told. */
function alsoWriting(folder: RunFolder, listener: TrainingListener): TrainingListener {
  return {
    episodeStart: (event) => listener.episodeStart?.(event),
    step: listener.step?.bind(listener),
    episodeEnd: (event) => listener.episodeEnd?.(event),
    metrics(event) {
      folder.appendMetrics(event.step, event.values);
      listener.metrics?.(event);
    },
    progress: (event) => listener.progress?.(event),
  };
}

function describeWorld({ env: id, kwargs }: TrainConfig): Pick<RunInfo, 'spec' | 'renderFps' | 'actionNames'> {
  const env = make(id, { ...kwargs });
  const { spec, metadata } = env;
  env.close();
  if (spec === null)
    throw new TypeError(`Cannot train on ${id}: an environment made by the registry must have a spec.`);
  return { spec, renderFps: metadata.renderFps, actionNames: metadata.actionNames ?? actionNames(spec.id) };
}

async function onDevice<T>(request: TrainConfig['device'], work: (device: Device) => Promise<T>): Promise<T> {
  const device = await useDevice(request);
  try {
    return await work(device);
  } finally {
    device.dispose();
  }
}
