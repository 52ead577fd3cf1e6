/**
 * CartPole's WebAssembly as JavaScript sees it: a WebAssembly instance with a memory of its own, and the arrays in it.
 *
 * Its source is AssemblyScript, in `kernel/`; `scripts/build-kernels.mjs` compiles it into `generated/kernel.ts`. WebAssembly,
 * because JavaScript has no SIMD: two rows go through each instruction. Compiled at the first use, not at import, since a
 * page's Content-Security-Policy may forbid it.
 */
import { platform, type WasmMemory, type WasmModule } from '../../core/platform.ts';
import { cos, sin } from '../trig.ts';
import { STATE_SIZE } from './constants.ts';
import { KERNEL } from './generated/kernel.ts';
import {
  ACTIONS,
  BLOCK,
  ELAPSED,
  FINAL_OBSERVATIONS,
  FINISHED,
  GENERATOR_BYTES,
  GENERATORS,
  OBSERVATIONS,
  PHASES,
  REWARDS,
  ROW_BYTES,
  STATES,
  TERMINATIONS,
  TRUNCATIONS,
} from './kernel-layout.ts';

const PAGE = 65536; // bytes
/** What 32-bit addresses reach. */
const MAX_PAGES = 65536;

/** The arrays of `numEnvs` rows and what is done to them. All of it zero at first: running episodes without generators. */
export interface CartPoleWasm {
  readonly generators: Uint32Array; // [numEnvs, PCG64_WORDS]
  readonly states: Float64Array; // [numEnvs, 4]
  readonly observations: Float32Array; // [numEnvs, 4]
  readonly finalObservations: Float32Array; // [numEnvs, 4], written by same-step steps
  readonly rewards: Float64Array; // [numEnvs]
  readonly elapsed: Float64Array; // [numEnvs] steps of the running episode
  readonly actions: Int32Array; // [numEnvs], what `step` is to do
  readonly finished: Int32Array; // [numEnvs], filled from the front by `step`
  readonly terminations: Uint8Array; // [numEnvs] 0 or 1
  readonly truncations: Uint8Array; // [numEnvs] 0 or 1
  readonly phases: Uint8Array; // [numEnvs] RUNNING, ENDED or NEW (vector/row-phase.ts)
  /** 1 where some action is neither 0 nor 1, else 0. */
  readonly hasOtherAction: (numEnvs: number) => number;
  /**
   * Steps every row; one that has ended begins its next episode instead, from the default bounds.
   *
   * @param limit steps to an episode at most; Infinity for none
   * @param sameStep 1 to begin an episode again in the step that ends it
   * @returns how many episodes ended in this step
   */
  readonly step: (numEnvs: number, limit: number, sameStep: 0 | 1, upright: number, fallen: number) => number;
}

interface Exports extends Pick<CartPoleWasm, 'hasOtherAction' | 'step'> {
  readonly memory: WasmMemory;
  /** Bytes before the first array. */
  readonly base: () => number;
}

/** Null where the platform refused it, undefined before it was asked. */
let compiled: WasmModule | null | undefined;

/**
 * A kernel for `numEnvs` rows; null where the platform does not let WebAssembly with SIMD run.
 *
 * @throws {RangeError} where the rows do not fit into a memory of 4 GiB, or the machine's
 */
export function createWasm(numEnvs: number): CartPoleWasm | null {
  compiled ??= compile();
  if (compiled === null) return null;
  const capacity = Math.ceil(numEnvs / BLOCK) * BLOCK;
  const exports = new platform.WebAssembly!.Instance(compiled, { trig: { sin, cos } }).exports as Exports;
  const { memory, hasOtherAction, step } = exports;
  const base = exports.base();
  const pages = Math.ceil((base + capacity * ROW_BYTES) / PAGE);
  if (pages > MAX_PAGES) {
    const most = Math.floor((MAX_PAGES * PAGE - base) / ROW_BYTES / BLOCK) * BLOCK;
    throw new RangeError(
      `Cannot make a vector CartPole: its native kernel holds at most ${most} environments, got ${numEnvs}. Make several.`,
    );
  }
  memory.grow(pages - memory.buffer.byteLength / PAGE);
  const { buffer } = memory;
  const at = (offset: number) => base + capacity * offset;
  return {
    generators: new Uint32Array(buffer, at(GENERATORS), (numEnvs * GENERATOR_BYTES) / 4),
    states: new Float64Array(buffer, at(STATES), numEnvs * STATE_SIZE),
    observations: new Float32Array(buffer, at(OBSERVATIONS), numEnvs * STATE_SIZE),
    finalObservations: new Float32Array(buffer, at(FINAL_OBSERVATIONS), numEnvs * STATE_SIZE),
    rewards: new Float64Array(buffer, at(REWARDS), numEnvs),
    elapsed: new Float64Array(buffer, at(ELAPSED), numEnvs),
    actions: new Int32Array(buffer, at(ACTIONS), numEnvs),
    finished: new Int32Array(buffer, at(FINISHED), numEnvs),
    terminations: new Uint8Array(buffer, at(TERMINATIONS), numEnvs),
    truncations: new Uint8Array(buffer, at(TRUNCATIONS), numEnvs),
    phases: new Uint8Array(buffer, at(PHASES), numEnvs),
    hasOtherAction,
    step,
  };
}

function compile(): WasmModule | null {
  if (platform.WebAssembly === undefined) return null;
  try {
    return new platform.WebAssembly.Module(Uint8Array.from(platform.atob(KERNEL), (char) => char.charCodeAt(0)));
  } catch {
    return null; // no SIMD, or forbidden: the loop over single environments gives the same, more slowly
  }
}
