/** `ludus/agents`: learning algorithms, training runs, checkpoints, evaluation. */
export type {
  Agent,
  Decision,
  LearnOptions,
  LearnResult,
  Metrics,
  PolicyOutput,
  TrainingListener,
  TrainingProgress,
} from './core/agent.ts';
export { CheckpointError, type CheckpointErrorCode } from './core/checkpoint.ts';
export { type AgentSetup, type Learner, savePolicy } from './core/learner.ts';
export { parseAssignments } from './core/settings.ts';
export { createAgent } from './create.ts';
export { type LoadOptions, loadAgent, loadPolicy } from './load.ts';
export { AGENT_NAMES, type AgentName } from './names.ts';
export { type Preset, presetFor } from './presets.ts';
export {
  parseTrainConfig,
  type TrainConfig,
  type TrainConfigInput,
} from './training/config.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './training/evaluate.ts';
export { type StreamOptions, streamEpisodes } from './training/stream.ts';
export {
  type ResumeOverrides,
  type RunInfo,
  resumeTraining,
  type TrainHooks,
  type TrainResult,
  train,
} from './training/train.ts';
