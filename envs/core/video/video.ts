/** What video formats have in common: frames go in one by one, bytes come out as they do, and memory stays the same. */
import type { Pixels } from '../env.ts';

export interface VideoFormat {
  readonly width: number; // pixels
  readonly height: number;
  /** Frames a second, above 0. */
  readonly fps: number;
}

export interface VideoEncoder {
  /** Frames added. */
  readonly frames: number;
  /** @param pixels of the format's size, else `RangeError`; they are copied */
  add(pixels: Pixels): void;
  /** Writes what belongs at the end. Nothing may be added after it. */
  finish(): void;
}

/** A rectangle of a frame, pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * What differs between two frames of equal size, as the smallest rectangle around it; one pixel where nothing does, because a frame has to
 * have one. Cost: one comparison a byte, from the four sides.
 *
 * @param before RGB of the frame on show, [height, width, 3] uint8; null where there is none
 */
export function changedBox(before: Uint8Array | null, { width, height, data }: Pixels, box: Box): Box {
  box.x = 0;
  box.y = 0;
  box.width = width;
  box.height = height;
  if (before === null) return box;
  const stride = width * 3;
  let first = 0;
  while (first < data.length && data[first] === before[first]) first++;
  if (first === data.length) {
    box.width = 1;
    box.height = 1;
    return box;
  }
  let last = data.length - 1;
  while (data[last] === before[last]) last--;
  const top = Math.floor(first / stride);
  const bottom = Math.floor(last / stride);
  let left = width;
  let right = 0; // of the last pixel that differs
  for (let y = top; y <= bottom; y++) {
    const row = y * stride;
    let from = row;
    const until = row + left * 3;
    while (from < until && data[from] === before[from]) from++;
    left = Math.min(left, Math.floor((from - row) / 3));
    let to = row + stride - 1;
    const least = row + right * 3 + 2;
    while (to > least && data[to] === before[to]) to--;
    right = Math.max(right, Math.floor((to - row) / 3));
  }
  box.x = left;
  box.y = top;
  box.width = right - left + 1;
  box.height = bottom - top + 1;
  return box;
}

/** Throws `RangeError` where the frame is not of the video's size. */
export function checkFrame({ width, height }: VideoFormat, pixels: Pixels): void {
  if (pixels.width === width && pixels.height === height && pixels.data.length === width * height * 3) return;
  throw new RangeError(
    `Cannot add a frame to a video of ${width} x ${height} pixels: every frame has its size, got ${pixels.width} x ` +
      `${pixels.height}. Make the world with renderWidth and renderHeight.`,
  );
}
