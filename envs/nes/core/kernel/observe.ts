// What a batch observes: its consoles' pictures as scale.ts makes them, stacked. Each console has an observation of its own here,
// which is brought up to its picture where that has changed, and copied to the batch's stacks.
//
// Cost: bench/nes.ts.

import * as at from '../layout';
import { CANVAS_BYTES, CANVAS_PICTURE, drawTo, touchOwnLines } from './canvas';
import { runOne } from './run';
import { prepareScale, scale, SCALE_BYTES } from './scale';

export { levels } from './scale';

let stack: i32 = 1;
let isMaxOfTwo: bool = false;
/** Bytes of an observation of one picture. */
let plane: usize = 0;
/** [numInstances, plane] u8: what each console's picture was when it was observed last. */
let planes: usize = 0;
/** [numInstances, CANVAS_BYTES], where the brighter of two frames counts: of each console, the frame before the last. */
let canvases: usize = 0;

/** Bytes that `configure` wants. @param planeBytes of an observation of one picture */
export function observationRoom(count: i32, planeBytes: i32, maxOfTwo: bool): usize {
  return SCALE_BYTES + <usize>count * (<usize>planeBytes + (maxOfTwo ? CANVAS_BYTES : 0));
}

/** Sets what is observed; `ObservationOptions` says what each is. @param room of `observationRoom` bytes */
export function configure(
  room: usize,
  count: i32,
  left: i32,
  top: i32,
  cropWidth: i32,
  cropHeight: i32,
  width: i32,
  height: i32,
  channels: i32,
  stacked: i32,
  maxOfTwo: bool,
): void {
  prepareScale(room, left, top, cropWidth, cropHeight, width, height, channels);
  stack = stacked;
  isMaxOfTwo = maxOfTwo;
  plane = <usize>(width * height * channels);
  canvases = room + SCALE_BYTES;
  planes = canvases + (maxOfTwo ? <usize>count * CANVAS_BYTES : 0);
}

@inline
function canvasOf(index: i32): usize {
  return isMaxOfTwo ? canvases + <usize>index * CANVAS_BYTES : 0;
}

/**
 * One step of a batch: every console that does not rest runs `frames` frames with its pads and pushes what it sees.
 *
 * @param first the first console, the others `stride` bytes apart
 * @param pads [count, frames, 2] u8
 * @param resting [count] u8
 * @param observations [count, stack, height, width, channels] u8
 * @returns the first console whose processor locked up, or -1
 */
export function step(
  first: usize,
  stride: usize,
  count: i32,
  frames: i32,
  pads: usize,
  resting: usize,
  observations: usize,
): i32 {
  const drawn = isMaxOfTwo ? 2 : 1;
  let jammed = -1;
  for (let index = 0; index < count; index++) {
    if (load<u8>(resting + index)) continue;
    const base = first + <usize>index * stride;
    const canvas = canvasOf(index);
    let left = frames;
    for (; left > 0; left--) {
      store<u16>(base, load<u16>(pads + (<usize>(index * frames + frames - left) << 1)), at.PAD_1);
      drawTo(base, left > 1 ? canvas : 0);
      if (!runOne(base, left <= drawn)) break;
    }
    if (left) {
      if (jammed < 0) jammed = index;
      continue;
    }
    const row = observations + plane * stack * index;
    memory.copy(row, row + plane, plane * (stack - 1));
    memory.copy(row + plane * (stack - 1), look(base, index, canvas), plane);
  }
  return jammed;
}

/** Fills a console's stack with what it shows. @param observation [stack, height, width, channels] u8 */
export function observe(base: usize, index: i32, observation: usize): void {
  if (isMaxOfTwo) touchOwnLines(base); // it was observed together with another frame
  const seen = look(base, index, 0);
  if (isMaxOfTwo) touchOwnLines(base); // and will be again
  for (let age = 0; age < stack; age++) memory.copy(observation + plane * age, seen, plane);
}

/** Brings a console's observation up to its picture. @param other a second canvas of which the brighter counts, or 0 */
@inline
function look(base: usize, index: i32, other: usize): usize {
  const seen = planes + plane * index;
  const changed = base + at.OWN_LINES + at.LINES_CHANGED;
  const otherChanged = other + at.LINES_CHANGED;
  scale(base + at.FRAME, changed, other ? other + CANVAS_PICTURE : 0, otherChanged, seen);
  memory.fill(changed, 0, at.LINES_BYTES - at.LINES_CHANGED);
  if (other) memory.fill(otherChanged, 0, at.LINES_BYTES - at.LINES_CHANGED);
  return seen;
}
