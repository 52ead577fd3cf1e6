/** The mission as numbers of words. Source: MiniGrid 3.2 `wrappers.py`, `DictObservationSpaceWrapper`. */
import type { Env } from '../../../core/env.ts';
import { show } from '../../../core/show.ts';
import type { Dict } from '../../../spaces/dict.ts';
import { MultiDiscrete } from '../../../spaces/multi-discrete.ts';
import { ObservationWrapper } from '../../../wrappers/observation-wrapper.ts';
import { type GridObservation, partsOf, withParts } from './mini-grid-of.ts';

/** MiniGrid's language, in the order of its numbers: colours, objects, verbs, the rest. */
export const MINI_GRID_WORDS: readonly string[] = [
  ...['red', 'green', 'blue', 'yellow', 'purple', 'grey'],
  ...['unseen', 'empty', 'wall', 'floor', 'box', 'key', 'ball', 'door', 'goal', 'agent', 'lava'],
  ...['pick', 'avoid', 'get', 'find', 'put', 'use', 'open', 'go', 'fetch', 'reach', 'unlock', 'traverse'],
  ...['up', 'the', 'a', 'at', ',', 'square', 'and', 'then', 'to', 'of', 'rooms', 'near', 'opening', 'must', 'you'],
  ...['matching', 'end', 'hallway', 'object', 'from', 'room', 'maze'],
];

export interface DictObservationOptions {
  /** Numbers of a mission, the rest 0: an integer of at least 1; default 50. */
  readonly maxWordsInMission?: number;
  /** The words that are known, each its place's number plus 1; default MiniGrid's. */
  readonly words?: readonly string[];
}

/** Observes the mission as numbers: `[maxWordsInMission]` int32, 1 and up for a word, 0 behind the last. */
export class DictObservationSpaceWrapper<Image> extends ObservationWrapper<
  GridObservation<Image, Int32Array>,
  number,
  GridObservation<Image>
> {
  override readonly observationSpace: Dict<GridObservation<Image, Int32Array>>;
  readonly #maxWords: number;
  readonly #numbers: ReadonlyMap<string, number>;

  /** @throws {TypeError|RangeError} where the observation has no parts, or on a bad `maxWordsInMission` */
  constructor(
    env: Env<GridObservation<Image>, number>,
    { maxWordsInMission = 50, words = MINI_GRID_WORDS }: DictObservationOptions = {},
  ) {
    super(env);
    if (!Number.isInteger(maxWordsInMission) || maxWordsInMission < 1) {
      throw new RangeError(
        `Cannot make DictObservationSpaceWrapper: maxWordsInMission is an integer of at least 1, got ${show(maxWordsInMission)}. MiniGrid's own is 50.`,
      );
    }
    this.#maxWords = maxWordsInMission;
    this.#numbers = new Map(words.map((word, index) => [word, index + 1]));
    this.observationSpace = withParts(partsOf('DictObservationSpaceWrapper', env), {
      mission: new MultiDiscrete(new Int32Array(maxWordsInMission).fill(words.length + 1)),
    });
  }

  /** @throws {RangeError} on a word that is not known, or a mission that is too long */
  override observation(observation: GridObservation<Image>): GridObservation<Image, Int32Array> {
    const words = observation.mission.replaceAll(',', ' , ').split(' ').filter(Boolean);
    if (words.length >= this.#maxWords) {
      throw new RangeError(
        `Cannot number the words of ${show(observation.mission)}: they are fewer than ${this.#maxWords}, got ${words.length}. Give DictObservationSpaceWrapper a larger maxWordsInMission.`,
      );
    }
    const mission = new Int32Array(this.#maxWords);
    words.forEach((word, index) => {
      const number = this.#numbers.get(word);
      if (number === undefined) {
        throw new RangeError(
          `Cannot number the words of ${show(observation.mission)}: ${show(word)} is none of the known ones. Give DictObservationSpaceWrapper its words.`,
        );
      }
      mission[index] = number;
    });
    return { ...observation, mission };
  }
}
