/**
 * `ludus/envs`: everything a user of environments needs. Importing it registers the worlds that ship with Ludus.
 */
import './register-worlds.ts';

export { assertEnv, type CheckEnvOptions, checkEnv, describeViolation, LAWS, type Violation } from './core/contract.ts';
export { type Controls, controlsFor, type KeyBinding, type Playable } from './core/controls.ts';
export * from './core/env.ts';
export * from './core/env-types.ts';
export * from './core/errors.ts';
export { exactMdp, type Mdp, type TabularWorld } from './core/mdp.ts';
export {
  actionNames,
  type MakeOptions,
  make,
  type Registration,
  register,
  registeredEnvs,
  spec,
} from './core/registry.ts';
export * from './core/replay.ts';
export { loadReplay, REPLAY_ENDING, saveReplay } from './core/replay-file.ts';
export { parseReplay, serialiseReplay } from './core/replay-json.ts';
export { ReplayPlayer, type ReplayPlayerOptions } from './core/replay-player.ts';
export * from './core/scene.ts';
export { Seats } from './core/seats.ts';
export { Generator } from './core/seeding/generator.ts';
export { npRandom } from './core/seeding/np-random.ts';
export { SeedSequence } from './core/seeding/seed-sequence.ts';
export { SCENE_THEMES, type SceneTheme } from './core/theme.ts';
export { compareReplays, type ReplayVerdict, verifyReplay } from './core/verify-replay.ts';
export type { VideoType } from './core/video/video-file.ts';
export { World } from './core/world.ts';
export type { Cell, Legend } from './gridworld/ascii/cells.ts';
export { Gridworld } from './gridworld/ascii/gridworld.ts';
export * from './gridworld/minigrid/wrappers/index.ts';
export * as nes from './nes/index.ts';
export type { BoxArray, BoxDType } from './spaces/arrays.ts';
export { batchSpace } from './spaces/batch-space.ts';
export { concatenate, createEmptyArray, iterate } from './spaces/batches.ts';
export { Box } from './spaces/box.ts';
export { Dict } from './spaces/dict.ts';
export { Discrete } from './spaces/discrete.ts';
export { type FlatValue, flatdim, flatten, flattenSpace, isFlattenable, unflatten } from './spaces/flatten.ts';
export { spaceFromJSON, spacesEqual } from './spaces/from-json.ts';
export { Graph, type GraphValue } from './spaces/graph.ts';
export { MultiBinary } from './spaces/multi-binary.ts';
export { MultiDiscrete } from './spaces/multi-discrete.ts';
export { OneOf, type OneOfValue } from './spaces/one-of.ts';
export { Sequence } from './spaces/sequence.ts';
export type { DType, SampleOptions, Space, SpaceJSON } from './spaces/space.ts';
export { Text } from './spaces/text.ts';
export { Tuple } from './spaces/tuple.ts';
export { createZeroValue } from './spaces/zero-value.ts';
export {
  generateRandomMap,
  type LakeMap,
  type RandomMapOptions,
} from './toy-text/frozen-lake/maps.ts';
export { AsyncVectorEnv, type AsyncVectorOptions, type ReceivedStep } from './vector/async/async-vector-env.ts';
export { WorkerError } from './vector/async/worker-error.ts';
export { type MakeAsyncVecOptions, type MakeVecOptions, makeVec, type VectorizationMode } from './vector/make-vec.ts';
export { SyncVectorEnv, type SyncVectorOptions } from './vector/sync-vector-env.ts';
export type * from './vector/vector-env.ts';
export * as vectorWrappers from './vector/wrappers/index.ts';
export { HumanRendering, type HumanSink } from './wrappers/human-rendering.ts';
export * from './wrappers/index.ts';
export { RecordReplay, type RecordReplayOptions } from './wrappers/record-replay.ts';
export { cappedCubicSchedule, RecordVideo, type RecordVideoOptions } from './wrappers/record-video.ts';
export { type CollectedMode, RenderCollection, type RenderCollectionOptions } from './wrappers/render-collection.ts';
