/**
 * What `make` returns for which id, as types: `make('CartPole-v1')` is an `Env<Float32Array, number>` without a cast.
 *
 * Each world adds itself where it is registered. A user's own world joins in the same way:
 *
 * @example
 * declare module 'ludus/envs' {
 *   interface EnvTypes {
 *     'me/Maze-v0': [observation: number, action: number];
 *   }
 * }
 */

/** From id to the types of its observations and actions. Open to augmentation. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by augmentation
export interface EnvTypes {}

/** The observations of the world with this id; `unknown` for an id that is not known at compile time. */
export type ObservationOf<Id extends string> = Id extends keyof EnvTypes
  ? EnvTypes[Id] extends readonly [infer Obs, unknown]
    ? Obs
    : unknown
  : unknown;

/** The actions of the world with this id; `unknown` for an id that is not known at compile time. */
export type ActionOf<Id extends string> = Id extends keyof EnvTypes
  ? EnvTypes[Id] extends readonly [unknown, infer Act]
    ? Act
    : unknown
  : unknown;
