/**
 * Where tensor code gets its random numbers from: a structural interface, so that this folder need not know the
 * generators of `envs`. Nothing here may draw from `Math.random`, and so nothing here uses tfjs's own initialisers,
 * dropout or random ops.
 */

/** Satisfied by `Generator` of `ludus/envs`. */
export interface RandomSource {
  /** Uniform in `[0, 1)`. */
  random(): number;
  /** Normal with mean `loc` (0) and standard deviation `scale` (1). */
  normal(loc?: number, scale?: number): number;
}
