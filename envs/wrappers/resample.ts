/**
 * Resizing pictures: the mean over the area that a new pixel covers where both sides shrink, else the blend of neighbours that
 * OpenCV takes in `INTER_AREA`'s place. Along one axis and then the other, by weights computed once.
 *
 * Source: OpenCV `modules/imgproc/src/resize.cpp`, `INTER_AREA` (`computeResizeAreaTab`, and its linear variant for growing). Sums are
 * rounded once, at the end; OpenCV's integer shortcuts round in between, so a pixel may differ by one grey level.
 */
import type { BoxArray } from '../spaces/arrays.ts';
import type { ImageSize } from './image-space.ts';

/** For each new place the first old one, how many, and their weights (sum 1), one run after another. */
interface Axis {
  readonly firsts: Int32Array; // [outLength]
  readonly counts: Int32Array; // [outLength]
  readonly weights: Float64Array; // the sum of counts
}

export class Resampler {
  readonly #size: ImageSize;
  readonly #height: number;
  readonly #width: number;
  readonly #rows: Axis;
  readonly #columns: Axis;
  /** The picture with the new width and the old height. */
  readonly #narrowed: Float64Array; // [size.height, width, channels]

  /** @param size Of the pictures; `height`, `width`: of the resized ones, pixels, 1 or more. */
  constructor(size: ImageSize, height: number, width: number) {
    this.#size = size;
    this.#height = height;
    this.#width = width;
    const shrinks = height <= size.height && width <= size.width;
    const axis = shrinks ? areaAxis : blendAxis;
    this.#rows = axis(size.height, height);
    this.#columns = axis(size.width, width);
    this.#narrowed = new Float64Array(size.height * width * size.channels);
  }

  /** Reads a picture `[height, width, channels]` of bytes from `from` on, writes the resized one from `to` on. Allocates nothing. */
  resample(source: ArrayLike<number>, from: number, target: BoxArray, to: number): void {
    this.#resampleColumns(source, from);
    this.#resampleRows(target, to);
  }

  #resampleColumns(source: ArrayLike<number>, from: number): void {
    const { height, width: oldWidth, channels } = this.#size;
    const { firsts, counts, weights } = this.#columns;
    const narrowed = this.#narrowed;
    let out = 0;
    for (let y = 0; y < height; y++) {
      const row = from + y * oldWidth * channels;
      let weight = 0;
      for (let x = 0; x < this.#width; x++) {
        const first = row + firsts[x]! * channels;
        const count = counts[x]!;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < count; k++) sum += weights[weight + k]! * source[first + k * channels + c]!;
          narrowed[out++] = sum;
        }
        weight += count;
      }
    }
  }

  #resampleRows(target: BoxArray, to: number): void {
    const { firsts, counts, weights } = this.#rows;
    const narrowed = this.#narrowed;
    const rowLength = this.#width * this.#size.channels;
    let out = to;
    let weight = 0;
    for (let y = 0; y < this.#height; y++) {
      const first = firsts[y]! * rowLength;
      const count = counts[y]!;
      for (let i = 0; i < rowLength; i++) {
        let sum = 0;
        for (let k = 0; k < count; k++) sum += weights[weight + k]! * narrowed[first + k * rowLength + i]!;
        target[out++] = sum + 0.5; // a byte array cuts: halves go up
      }
      weight += count;
    }
  }
}

/** Each new place covers `length / outLength` old ones, parts of them at its ends. */
function areaAxis(length: number, outLength: number): Axis {
  const scale = length / outLength;
  return axisOf(outLength, (place) => {
    const start = place * scale;
    const end = Math.min(start + scale, length);
    const first = Math.floor(start + 1e-9);
    const last = Math.min(Math.ceil(end - 1e-9), length);
    const weights: number[] = [];
    for (let i = first; i < last; i++) weights.push((Math.min(i + 1, end) - Math.max(i, start)) / (end - start));
    return { first, weights };
  });
}

/** Blends two neighbours only where a new place lies across their border. */
function blendAxis(length: number, outLength: number): Axis {
  const scale = length / outLength;
  return axisOf(outLength, (place) => {
    const first = Math.floor(place * scale);
    const across = place + 1 - (first + 1) / scale;
    const share = across <= 0 ? 0 : across - Math.floor(across);
    return first + 1 < length ? { first, weights: [1 - share, share] } : { first: length - 1, weights: [1] };
  });
}

function axisOf(
  outLength: number,
  weigh: (place: number) => { readonly first: number; readonly weights: readonly number[] },
): Axis {
  const places = Array.from({ length: outLength }, (_, place) => weigh(place));
  return {
    firsts: Int32Array.from(places, ({ first }) => first),
    counts: Int32Array.from(places, ({ weights }) => weights.length),
    weights: Float64Array.from(places.flatMap(({ weights }) => weights)),
  };
}
