// RANDOM: numbers from Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), a cipher of a counter: element i of
// a draw depends on the key, the counter and i alone, whatever part or thread computes it. The key and the counter lie in memory.

import * as op from '../opcodes';
import { squareRoot } from './math';
import { first, last } from './split';

const M0: u64 = 0xd2511f53;
const M1: u64 = 0xcd9e8d57;
const W0: u32 = 0x9e3779b9;
const W1: u32 = 0xbb67ae85;

let r0: u32 = 0;
let r1: u32 = 0;
let r2: u32 = 0;
let r3: u32 = 0;

/** Four words for the counter's block `block`; `attempt` numbers redraws. */
function philox(state: usize, block: u64, attempt: u32): void {
  let k0 = load<u32>(state);
  let k1 = load<u32>(state, 4);
  const counter = load<u64>(state, 8) + block;
  let c0 = <u32>counter;
  let c1 = <u32>(counter >> 32);
  let c2 = attempt;
  let c3: u32 = 0;
  for (let round = 0; round < 10; round++) {
    const p0 = M0 * c0;
    const p1 = M1 * c2;
    const n0 = <u32>(p1 >> 32) ^ c1 ^ k0;
    const n2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c1 = <u32>p1;
    c3 = <u32>p0;
    c0 = n0;
    c2 = n2;
    k0 += W0;
    k1 += W1;
  }
  r0 = c0;
  r1 = c1;
  r2 = c2;
  r3 = c3;
}

/** The upper 24 bits as a number in [0, 1). */
@inline
function unit(word: u32): f32 {
  return <f32>(word >> 8) * <f32>(1.0 / 16777216);
}

@inline
function pick(lane: i32): u32 {
  return lane == 0 ? r0 : lane == 1 ? r1 : lane == 2 ? r2 : r3;
}

/** Two standard normals from two words (Box and Muller 1958), one of them. */
function normal(radius: u32, angle: u32, second: bool): f32 {
  // (0, 1], so that the logarithm is finite.
  const r = squareRoot(-2 * Mathf.log((<f32>(radius >> 8) + 1) * <f32>(1.0 / 16777216)));
  const t = <f32>6.283185307179586 * unit(angle);
  return r * (second ? Mathf.sin(t) : Mathf.cos(t));
}

export function random(args: usize, part: i32, parts: i32): void {
  const kind = load<i32>(args);
  const out = <usize>load<i32>(args, 4);
  const n = load<i32>(args, 8);
  const state = <usize>load<i32>(args, 12);
  const p0 = load<f32>(args, 16);
  const p1 = load<f32>(args, 20);
  const low = load<i32>(args, 16);
  const span = <u64>(load<i32>(args, 20) - low);
  const keep: f32 = 1 / (1 - p0);
  const end = last(n, part, parts);
  for (let i = first(n, part, parts); i < end; i += 4) {
    const block = <u64>i >> 2;
    philox(state, block, 0);
    const lanes = min(4, end - i);
    for (let lane = 0; lane < lanes; lane++) {
      const at = out + ((i + lane) << 2);
      switch (kind) {
        case op.RANDOM_UNIFORM: {
          const value = p0 + (p1 - p0) * unit(pick(lane));
          // Rounding may reach the open end.
          store<f32>(at, value < p1 || p1 <= p0 ? value : p0);
          break;
        }
        case op.RANDOM_DROPOUT_MASK: store<f32>(at, unit(pick(lane)) < p0 ? 0 : keep); break;
        case op.RANDOM_UNIFORM_INT: store<i32>(at, low + <i32>((<u64>pick(lane) * span) >> 32)); break;
        case op.RANDOM_NORMAL:
          store<f32>(at, p0 + p1 * normal(lane < 2 ? r0 : r2, lane < 2 ? r1 : r3, (lane & 1) != 0));
          break;
        case op.RANDOM_TRUNCATED_NORMAL: {
          let value = normal(lane < 2 ? r0 : r2, lane < 2 ? r1 : r3, (lane & 1) != 0);
          if (abs(value) > 2) {
            for (let attempt: u32 = 1; abs(value) > 2; attempt++) {
              philox(state, block, attempt << 2 | lane);
              value = normal(r0, r1, false);
            }
            philox(state, block, 0);
          }
          store<f32>(at, p0 + p1 * value);
          break;
        }
      }
    }
  }
}

export function randomAdvance(args: usize): void {
  const state = <usize>load<i32>(args);
  store<u64>(state, load<u64>(state, 8) + (<u64>(load<i32>(args, 4) + 3) >> 2), 8);
}
