/** "Did you mean": the known names nearest to a mistyped one. */
import { distance } from 'fastest-levenshtein';

const MAX_SUGGESTIONS = 3;

/**
 * The known names within an edit distance of two fifths of the name's length (two at least: a swapped pair), or beginning with it; nearest first. Case
 * and everything but letters and digits count for nothing.
 */
export function nearest(name: string, known: readonly string[]): string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = plain(name);
  if (wanted === '') return [];
  return known
    .map((candidate) => {
      const other = plain(candidate);
      const edits = Math.min(distance(wanted, other), distance(wanted, other.replace(/v\d+$/, '')));
      return { candidate, edits: other.startsWith(wanted) ? Math.min(edits, 1) : edits };
    })
    .filter(({ edits }) => edits <= Math.max(2, Math.floor(0.4 * wanted.length)))
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, MAX_SUGGESTIONS)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean X or Y?` with a leading space, or an empty string where nothing is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const names = nearest(name, known);
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}
