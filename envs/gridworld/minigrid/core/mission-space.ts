/**
 * The space of the missions a MiniGrid family may give: a sentence with blanks, and the words for each.
 *
 * To everyone who does not know MiniGrid (a client, `flatten`) it is a `Text` that holds all of them.
 *
 * Source: MiniGrid 3.1 `core/mission.py` (`MissionSpace`), sampled with the same draws. Instead of looking for the words
 * in a sentence, membership looks the sentence up among all of them; the largest family has a few hundred.
 */
import { Text } from '../../../spaces/text.ts';

export class MissionSpace extends Text {
  readonly #sentence: (...words: readonly string[]) => string;
  readonly #blanks: readonly (readonly string[])[];
  readonly #missions: ReadonlySet<string>;
  /** Every mission there is. */
  readonly missions: readonly string[];

  /**
   * @param sentence makes a mission of one word for each blank
   * @param blanks the words that may fill each blank, in order
   *
   * @example new MissionSpace((color) => `get the ${color} ball`, [['red', 'green']])
   */
  constructor(sentence: (...words: readonly string[]) => string, blanks: readonly (readonly string[])[] = []) {
    const missions = combinations(blanks).map((words) => sentence(...words));
    const lengths = missions.map((mission) => [...mission].length);
    super(Math.max(...lengths), {
      minLength: Math.min(...lengths),
      charset: [...new Set(missions.join(''))].sort().join(''),
    });
    this.#sentence = sentence;
    this.#blanks = blanks;
    this.#missions = new Set(missions);
    this.missions = Object.freeze([...this.#missions]);
  }

  override sample(): string {
    return this.#sentence(...this.#blanks.map((words) => words[this.generator.integers(0, words.length)]!));
  }

  override contains(value: unknown): value is string {
    return this.#missions.has(value as string);
  }

  override toString(): string {
    const [first] = this.#missions;
    return `MissionSpace('${first}'${this.#missions.size > 1 ? `, ... ${this.#missions.size} in all` : ''})`;
  }
}

/** Every choice of one word a blank. */
function combinations(blanks: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return blanks.reduce<readonly (readonly string[])[]>(
    (sofar, words) => sofar.flatMap((chosen) => words.map((word) => [...chosen, word])),
    [[]],
  );
}
