/**
 * The options of `reset` that say where an episode may begin: `low` and `high` of a uniform distribution.
 *
 * Source: Gymnasium 1.4 `classic_control/utils.py` (`maybe_parse_reset_bounds`). Differs: bounds from which an episode could begin
 * outside the observation space are refused, where Gymnasium leaves that to the caller.
 */
import { show } from '../core/show.ts';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/**
 * Reads `low` and `high`.
 *
 * @param defaults for a bound that is not given
 * @param limits within which both have to be
 * @throws {TypeError} a bound that is not a number
 * @throws {RangeError} a bound beyond the limits, or `low > high`
 */
export function resetBounds(
  world: string,
  options: Readonly<Record<string, unknown>>,
  defaults: Bounds,
  limits: Bounds,
): Bounds {
  const low = resetOption(world, options, 'low', defaults.low, limits);
  const high = resetOption(world, options, 'high', defaults.high, limits);
  if (low > high) {
    throw new RangeError(
      `Cannot reset ${world}: options.low is at most options.high, got ${low} > ${high}. Swap or bound them.`,
    );
  }
  return { low, high };
}

/** Reads a number among the options; errors as those of `resetBounds`. */
export function resetOption(
  world: string,
  options: Readonly<Record<string, unknown>>,
  name: string,
  fallback: number,
  limits: Bounds,
): number {
  const value = options[name];
  if (value === undefined) return fallback;
  if (typeof value === 'number' && value >= limits.low && value <= limits.high) return value;
  const message = `Cannot reset ${world}: options.${name} is a number in [${limits.low}, ${limits.high}], got ${show(value)}. Leave it out for ${fallback}.`;
  throw typeof value === 'number' ? new RangeError(message) : new TypeError(message);
}
