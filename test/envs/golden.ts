/** Reads `test/golden`: episodes recorded from Gymnasium 1.4.0 and MiniGrid 3.1.0 (numpy 1.24), each file says its own. */
import { readFileSync } from 'node:fs';
import type { Space } from '../../envs/index.ts';

export interface GoldenReset {
  readonly obs: unknown;
  readonly info: Record<string, unknown>;
}

export interface GoldenStep {
  readonly obs: unknown;
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** Left out where empty. */
  readonly info?: Record<string, unknown>;
  /** The reset, without a seed, that followed an episode's end. */
  readonly reset?: GoldenReset;
}

export interface GoldenRun {
  readonly seed: number;
  /** Of a Box a list each. */
  readonly actions: readonly (number | readonly number[])[];
  readonly reset: GoldenReset;
  readonly steps: readonly GoldenStep[];
}

export interface Golden {
  readonly id: string;
  readonly kwargs: Record<string, unknown>;
  readonly max_episode_steps: number | null;
  readonly reward_threshold: number | null;
  readonly runs: readonly GoldenRun[];
}

export function readGolden(name: string): Golden {
  return readJson(name) as Golden;
}

export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8'));
}

export function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Gymnasium's observation as ours: `{ u8, shape }` is an array of bytes, a list float32, or a tuple where `space` is one. */
export function observationOf(golden: unknown, space?: Space): unknown {
  if (Array.isArray(golden)) return space?.type === 'Tuple' ? golden : Float32Array.from(golden as number[]);
  if (typeof golden !== 'object' || golden === null) return golden;
  if ('u8' in golden) return bytes(golden.u8 as string);
  return Object.fromEntries(Object.entries(golden).map(([key, value]) => [key, observationOf(value)]));
}

/** Gymnasium's action as ours: a list is float32. */
export function actionOf(golden: number | readonly number[]): unknown {
  return typeof golden === 'number' ? golden : Float32Array.from(golden);
}
