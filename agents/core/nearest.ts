/**
 * "Did you mean": the names nearest to a mistyped one, by edit distance without regard to case and underscores, so that
 * `learning_rate` finds `learningRate` and `PPO` finds `ppo`.
 */
import { distance } from 'fastest-levenshtein';

const normal = (name: string) => name.toLowerCase().replaceAll(/[_\- ]/g, '');

/**
 * @returns ` Did you mean "a" or "b"?` with a leading space, or `''` where nothing is near.
 */
export function didYouMean(name: string, known: readonly string[]): string {
  const wanted = normal(name);
  const near = known
    .map((candidate) => ({ candidate, edits: distance(wanted, normal(candidate)) }))
    .filter(({ candidate, edits }) => edits <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.edits - b.edits)
    .slice(0, 3)
    .map(({ candidate }) => `"${candidate}"`);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}
