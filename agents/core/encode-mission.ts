/**
 * Missions as features. A space that lists its missions ("go to the red door", "go to the blue door", ...) says which words can
 * stand at each place of the sentence; each place where there is a choice becomes a one-hot of its words, one more for a
 * sentence that is over. Together they tell any two missions apart, and each word keeps its meaning across missions: 324
 * missions of MiniGrid's PutNear are 18 features.
 *
 * A world with one mission has no choice anywhere, and so no features. A `Text` that lists nothing has none either.
 */
import type { Space } from '../../envs/spaces/space.ts';
import type { Encoder } from './encoder.ts';
import type { Rows } from './rows.ts';

/** Where a shorter sentence has no word. */
const OVER = '';

/** Every text the space holds, where it says so. */
export function missionsOf(space: Space): readonly string[] {
  return 'missions' in space && Array.isArray(space.missions) ? (space.missions as readonly string[]) : [];
}

export function missionEncoder(missions: readonly string[]): Encoder {
  const sentences = missions.map(wordsOf);
  const longest = Math.max(0, ...sentences.map((words) => words.length));
  /** For each place with a choice: feature of each word, counted from 0 over all places. */
  const choices: { readonly place: number; readonly features: ReadonlyMap<string, number> }[] = [];
  let features = 0;
  for (let place = 0; place < longest; place++) {
    const words = [...new Set(sentences.map((sentence) => sentence[place] ?? OVER))].sort();
    if (words.length < 2) continue;
    choices.push({ place, features: new Map(words.map((word, i) => [word, features + i])) });
    features += words.length;
  }
  // Episodes repeat missions: each is taken apart once.
  const known = new Map<string, readonly number[]>();
  const write = (mission: string, out: Rows, at: number) => {
    let set = known.get(mission);
    if (set === undefined) {
      const words = wordsOf(mission);
      set = choices.flatMap(({ place, features }) => features.get(words[place] ?? OVER) ?? []);
      known.set(mission, set);
    }
    out.fill(0, at, at + features);
    for (const feature of set) out[at + feature] = 1;
  };
  return {
    features,
    image: null,
    bytes: false,
    encode: (value, out, at) => write(value as string, out, at),
    encodeRow: (batch, row, out, at) => write((batch as readonly string[])[row]!, out, at),
  };
}

function wordsOf(sentence: string): readonly string[] {
  return sentence.toLowerCase().split(/[\s,.]+/);
}
