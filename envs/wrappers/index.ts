/** Every wrapper of single environments, and the bases to write one's own on. */
export { ActionWrapper } from './action-wrapper.ts';
export { AddRenderObservation, type AddRenderOptions } from './add-render-observation.ts';
export { type AtariOptions, AtariPreprocessing } from './atari-preprocessing.ts';
export { Autoreset } from './autoreset.ts';
export { ClipAction } from './clip-action.ts';
export { ClipReward } from './clip-reward.ts';
export { DelayObservation } from './delay-observation.ts';
export type { DiscretizeOptions } from './discretize.ts';
export { DiscretizeAction } from './discretize-action.ts';
export { DiscretizeObservation } from './discretize-observation.ts';
export { DtypeObservation } from './dtype-observation.ts';
export { FilterObservation } from './filter-observation.ts';
export { FlattenObservation } from './flatten-observation.ts';
export { FrameStackObservation, type FrameStackOptions, type Stacked } from './frame-stack-observation.ts';
export { GrayscaleObservation, type GrayscaleOptions } from './grayscale-observation.ts';
export { MaxAndSkipObservation } from './max-and-skip-observation.ts';
export { NormalizeObservation, type NormalizeObservationOptions } from './normalize-observation.ts';
export { NormalizeReward, type NormalizeRewardOptions } from './normalize-reward.ts';
export { ObservationWrapper } from './observation-wrapper.ts';
export { OrderEnforcing } from './order-enforcing.ts';
export { PassiveEnvChecker, type PassiveEnvCheckerOptions } from './passive-env-checker.ts';
export {
  type EpisodeStatistics,
  type EpisodeStatisticsOptions,
  RecordEpisodeStatistics,
} from './record-episode-statistics.ts';
export { RepeatAction } from './repeat-action.ts';
export { RescaleAction } from './rescale-action.ts';
export { RescaleObservation } from './rescale-observation.ts';
export { ReshapeObservation } from './reshape-observation.ts';
export { ResizeObservation } from './resize-observation.ts';
export { RewardWrapper } from './reward-wrapper.ts';
export { StickyAction, type StickyActionOptions } from './sticky-action.ts';
export { TimeAwareObservation, type TimeAwareOptions } from './time-aware-observation.ts';
export { TimeLimit } from './time-limit.ts';
export { TransformAction } from './transform-action.ts';
export { TransformObservation } from './transform-observation.ts';
export { TransformReward } from './transform-reward.ts';
export { Wrapper } from './wrapper.ts';
