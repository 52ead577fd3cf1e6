/** MiniGrid's wrappers, under its names. */
export { DictObservationSpaceWrapper, MINI_GRID_WORDS } from './dict-observation-space.ts';
export { DirectionObsWrapper } from './direction-obs.ts';
export { FlatObsWrapper } from './flat-obs.ts';
export { FullyObsWrapper } from './fully-obs.ts';
export { ImgObsWrapper } from './img-obs.ts';
export type { GridObservation } from './mini-grid-of.ts';
export { NoDeath } from './no-death.ts';
export { OneHotPartialObsWrapper } from './one-hot-partial-obs.ts';
export { ReseedWrapper } from './reseed.ts';
export { RGBImgObsWrapper } from './rgb-img-obs.ts';
export { RGBImgPartialObsWrapper } from './rgb-img-partial-obs.ts';
export { StochasticActionWrapper } from './stochastic-action.ts';
export { SymbolicObsWrapper } from './symbolic-obs.ts';
export { ViewSizeWrapper } from './view-size.ts';
export { ActionBonus, PositionBonus } from './visit-bonus.ts';
