/** Spaces from their JSON: the inverse of `Space.toJSON`, for clients and checkpoints. */
import { deepEqual } from '../core/equal.ts';
import { show } from '../core/show.ts';
import { numberFromJSON } from './arrays.ts';
import { Box, type BoxOptions } from './box.ts';
import { Dict } from './dict.ts';
import { Discrete } from './discrete.ts';
import { Graph } from './graph.ts';
import { MultiBinary } from './multi-binary.ts';
import { MultiDiscrete } from './multi-discrete.ts';
import { OneOf } from './one-of.ts';
import { Sequence } from './sequence.ts';
import type { Space } from './space.ts';
import { Text } from './text.ts';
import { Tuple } from './tuple.ts';

const KNOWN = 'Discrete, Box, MultiDiscrete, MultiBinary, Text, Dict, Tuple, Sequence, Graph, OneOf';

/** @throws {TypeError|RangeError} where `json` is not what a space's `toJSON` gives. */
export function spaceFromJSON(json: unknown): Space {
  if (typeof json !== 'object' || json === null) {
    throw new TypeError(`Cannot read a space: its JSON is an object with a type, got ${show(json)}.`);
  }
  const fields = json as Readonly<Record<string, unknown>>;
  switch (fields.type) {
    case 'Discrete':
      return new Discrete(fields.n as number, { start: (fields.start ?? 0) as number });
    case 'Box':
      return new Box({
        low: boundsFromJSON(fields.low),
        high: boundsFromJSON(fields.high),
        shape: list(fields.shape, 'shape') as number[],
        dtype: fields.dtype as BoxOptions['dtype'],
      });
    case 'MultiDiscrete':
      return new MultiDiscrete(list(fields.nvec, 'nvec') as number[], {
        start: fields.start === undefined ? undefined : (list(fields.start, 'start') as number[]),
        shape: fields.shape === undefined ? undefined : (list(fields.shape, 'shape') as number[]),
      });
    case 'MultiBinary':
      return new MultiBinary(list(fields.shape, 'shape') as number[]);
    case 'Text':
      return new Text(fields.maxLength as number, {
        minLength: fields.minLength as number | undefined,
        charset: fields.charset as string | undefined,
      });
    case 'Tuple':
      return new Tuple(list(fields.spaces, 'spaces').map(spaceFromJSON));
    case 'OneOf':
      return new OneOf(list(fields.spaces, 'spaces').map(spaceFromJSON));
    case 'Sequence':
      if (typeof fields.stack !== 'boolean') break;
      return new Sequence(spaceFromJSON(fields.space), { stack: fields.stack });
    case 'Graph':
      return new Graph(
        spaceFromJSON(fields.nodeSpace),
        fields.edgeSpace === null ? null : spaceFromJSON(fields.edgeSpace),
      );
    case 'Dict':
      if (typeof fields.spaces !== 'object' || fields.spaces === null) break;
      return new Dict(Object.entries(fields.spaces).map(([key, inner]) => [key, spaceFromJSON(inner)] as const));
  }
  throw new TypeError(`Cannot read a space: its type is one of ${KNOWN}, each with its fields, got ${show(json)}.`);
}

/** Whether two spaces have the same values (and dtype); their generators may differ. */
export function spacesEqual(a: Space, b: Space): boolean {
  return deepEqual(a.toJSON(), b.toJSON());
}

function boundsFromJSON(json: unknown): number | number[] {
  return Array.isArray(json) ? json.map(numberFromJSON) : numberFromJSON(json);
}

function list(json: unknown, field: string): unknown[] {
  if (Array.isArray(json)) return json;
  throw new TypeError(`Cannot read a space: ${field} is a list, got ${show(json)}.`);
}
