/**
 * fast-check, drawing the same cases in each run, so that a fault is somebody's change and not the day's luck. Other cases:
 * `LUDUS_SEED=random npm test`, or a number; a failure names the seed it was found with.
 */
import fc from 'fast-check';

const asked = process.env.LUDUS_SEED ?? '1';
const seed = asked === 'random' ? Math.trunc(Math.random() * 2 ** 31) : Number(asked);
if (!Number.isSafeInteger(seed)) throw new RangeError(`LUDUS_SEED must be an integer or "random", got "${asked}".`);
fc.configureGlobal({ seed });

export { fc };
