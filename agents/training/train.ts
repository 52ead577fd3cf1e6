import type { Env, EnvSpec } from '../../envs/core/env.ts';
import type { LearnResult, TrainingListener } from '../core/agent.ts';
import type { TrainConfig, TrainConfigInput } from './config.ts';

/** What is known once a run has begun, before its first step. */
export interface RunInfo {
  /** Absolute path of the run's folder. */
  readonly directory: string;
  readonly config: TrainConfig;
  readonly spec: EnvSpec;
  readonly renderFps: number;
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
  /** Seconds of this process's share of the run. */
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

export async function train(_config: TrainConfigInput, _hooks: TrainHooks = {}): Promise<TrainResult> {
  throw new Error('train: being written.');
}

export async function resumeTraining(
  _directory: string,
  _overrides: ResumeOverrides = {},
  _hooks: TrainHooks = {},
): Promise<TrainResult> {
  throw new Error('resumeTraining: being written.');
}

export type { Env };
