/**
 * Observations remembered once each, however many transitions they are part of.
 *
 * The state after a step is the state before the next, and of two successive stacks of four frames three frames are the same.
 * So what is kept are frames, in a ring: an observation is its newest frame and, for stacks, the chain of frames before it.
 * Whether a new observation goes on where its environment's last one ended is not believed but compared, byte by byte: where
 * it does not (an episode begins, a world pads with something else), all its frames are stored. What comes out is what went
 * in, whatever the world stacks and however it begins.
 *
 * A million frames of 84 x 84 bytes are 7.1 GB, where transitions with two stacks each would be 56. The ring is allocated piece by
 * piece as it fills; no array is larger than a piece.
 */
import { createRows, type Encoder } from '../core/encoder.ts';
import { copyElements, type Rows } from '../core/rows.ts';

/** Bytes of a piece, about: large enough that their number does not matter, small enough to be written and read at a time. */
const PIECE_BYTES = 2 ** 24;
/**
 * Frames in the ring for each transition asked for. An episode of L steps has L + stack frames. Small rows get room for
 * episodes of one step; for bytes, where memory counts, an eighth more reaches for episodes from 8 * stack steps, and with
 * shorter ones a few transitions less are remembered.
 */
const FRAMES_PER_TRANSITION = { floats: 2, bytes: 1.125 };
/** Channels of a picture that are colours rather than a stack of frames. */
const COLOUR_CHANNELS = 3;

export interface ObservationMemoryState {
  /** Frames ever written. */
  readonly written: number;
  /** The filled pieces. Not copies: a memory may be most of the machine's. Valid until the next `observe`. */
  readonly pieces: readonly Rows[];
  /** Slot of the frame before each, -1 where a stack begins. */
  readonly before: Int32Array;
  /** Newest observation of each environment, -1 before the first. */
  readonly latest: readonly number[];
}

export interface MemorySize {
  /** Transitions to have room for. */
  readonly transitions: number;
  readonly numEnvs: number;
  /** Steps that a transition may span. */
  readonly nStep: number;
}

export class ObservationMemory {
  /** Elements of an observation. */
  readonly features: number;
  readonly #bytes: boolean;
  readonly #stack: number;
  /** Elements of a frame, and where they lie in a row: element p of frame k at `p * #elementStride + k * #frameStride`. */
  readonly #frame: number;
  readonly #elementStride: number;
  readonly #frameStride: number;
  readonly #capacity: number; // frames
  readonly #perPiece: number; // frames
  readonly #pieces: Rows[] = [];
  readonly #before: Int32Array; // [capacity]
  readonly #latest: Float64Array; // [numEnvs]
  /** The rows of `#latest`, to compare with. */
  readonly #rows: Rows[]; // [numEnvs] of [features]
  #written = 0;
  /** Number of the frame in slot 0, of the frames written since the ring last began anew. */
  #turn = 0;

  constructor(encoder: Pick<Encoder, 'features' | 'bytes' | 'image'>, { transitions, numEnvs, nStep }: MemorySize) {
    const { features, image, bytes } = encoder;
    const stacked = image !== null && bytes && image.channels !== COLOUR_CHANNELS;
    this.features = features;
    this.#bytes = bytes;
    this.#stack = stacked ? image.channels : 1;
    this.#frame = features / this.#stack;
    const last = stacked && !image.channelsFirst;
    this.#elementStride = last ? this.#stack : 1;
    this.#frameStride = last ? 1 : this.#frame;
    // Whatever the ring holds, the observations of transitions not yet complete must be among it.
    const pending = numEnvs * (nStep + 2) * this.#stack;
    const factor = bytes ? FRAMES_PER_TRANSITION.bytes : FRAMES_PER_TRANSITION.floats;
    this.#capacity = Math.ceil(transitions * factor) + pending;
    const frameBytes = this.#frame * (bytes ? 1 : 4);
    this.#perPiece = Math.min(this.#capacity, Math.max(1, Math.floor(PIECE_BYTES / frameBytes)));
    this.#before = new Int32Array(this.#capacity);
    this.#latest = new Float64Array(numEnvs).fill(-1);
    this.#rows = Array.from({ length: numEnvs }, () => createRows(encoder, 1));
  }

  /** Number of the oldest frame that is still there. */
  get oldestFrame(): number {
    return Math.max(0, this.#written - this.#capacity);
  }

  /**
   * Remembers an observation of environment `env`.
   *
   * @param row `[features]`, copied. @param begins whether an episode begins with it.
   * @returns the observation's number, which is its newest frame's.
   */
  observe(env: number, row: Rows, begins: boolean): number {
    const latest = this.#latest[env]!;
    const kept = this.#rows[env]!;
    let number: number;
    if (!begins && latest >= 0 && this.#follows(kept, row)) {
      number = this.#store(row, this.#stack - 1, this.#slotOf(latest));
    } else {
      let before = -1;
      for (let k = 0; k < this.#stack - 1; k++) before = this.#slotOf(this.#store(row, k, before));
      number = this.#store(row, this.#stack - 1, before);
    }
    this.#latest[env] = number;
    if (this.#stack > 1) kept.set(row);
    return number;
  }

  /** Whether all but the newest frame of `row` are all but the oldest of `kept`. */
  #follows(kept: Rows, row: Rows): boolean {
    const frame = this.#frame;
    const stride = this.#elementStride;
    const shift = this.#frameStride;
    for (let k = 0; k < this.#stack - 1; k++) {
      for (let p = 0, at = k * shift; p < frame; p++, at += stride) {
        if (row[at] !== kept[at + shift]) return false;
      }
    }
    return true;
  }

  /** Stores frame `k` of `row` behind the frame in slot `before`. @returns its number. */
  #store(row: Rows, k: number, before: number): number {
    if (this.#written === this.#turn + this.#capacity) this.#turn = this.#written;
    const slot = this.#written - this.#turn;
    const piece = Math.floor(slot / this.#perPiece);
    if (piece === this.#pieces.length) this.#pieces.push(this.#createPiece(piece));
    const to = this.#pieces[piece]!;
    const at = (slot - piece * this.#perPiece) * this.#frame;
    if (this.#elementStride === 1) {
      copyElements(row, k * this.#frameStride, to, at, this.#frame);
    } else {
      for (let p = 0, from = k * this.#frameStride; p < this.#frame; p++, from += this.#elementStride)
        to[at + p] = row[from]!;
    }
    this.#before[slot] = before;
    return this.#written++;
  }

  /** Of a frame that is still there. A remainder of so large numbers would take longer than copying a small row. */
  #slotOf(number: number): number {
    return number >= this.#turn ? number - this.#turn : number - this.#turn + this.#capacity;
  }

  #createPiece(piece: number): Rows {
    const frames = Math.min(this.#perPiece, this.#capacity - piece * this.#perPiece);
    return createRows({ features: this.#frame, bytes: this.#bytes }, frames);
  }

  /** Number of the oldest frame of an observation: with it goes the observation. */
  firstFrame(observation: number): number {
    let slot = this.#slotOf(observation);
    let number = observation;
    for (let before = this.#before[slot]!, k = 1; k < this.#stack && before >= 0; before = this.#before[slot]!, k++) {
      // A frame before another was written at most a ring's length earlier.
      number -= (slot - before + this.#capacity) % this.#capacity || this.#capacity;
      slot = before;
    }
    return number;
  }

  /** Writes an observation to `out[at .. at + features)`. It must not be older than the ring. */
  read(observation: number, out: Rows, at: number): void {
    const frame = this.#frame;
    let slot = this.#slotOf(observation);
    for (let k = this.#stack - 1; ; k--) {
      const piece = slot < this.#perPiece ? 0 : Math.floor(slot / this.#perPiece);
      const from = this.#pieces[piece]!;
      const first = (slot - piece * this.#perPiece) * frame;
      if (this.#elementStride === 1) {
        copyElements(from, first, out, at + k * this.#frameStride, frame);
      } else {
        let to = at + k * this.#frameStride;
        for (let p = 0; p < frame; p++, to += this.#elementStride) out[to] = from[first + p]!;
      }
      if (k === 0) return; // what is before the oldest frame is not looked up: at random places, memory is what costs
      slot = this.#before[slot]!;
    }
  }

  getState(): ObservationMemoryState {
    const filled = Math.min(this.#written, this.#capacity);
    return {
      written: this.#written,
      pieces: this.#pieces.map((piece, i) => piece.subarray(0, (filled - i * this.#perPiece) * this.#frame)),
      before: this.#before.slice(0, filled),
      latest: [...this.#latest],
    };
  }

  /** @throws {RangeError} on the state of a memory of another size or kind; nothing is changed then. */
  setState(state: ObservationMemoryState): void {
    const filled = Math.min(state.written, this.#capacity);
    const expected: number[] = [];
    for (let at = 0; at < filled; at += this.#perPiece)
      expected.push(Math.min(this.#perPiece, filled - at) * this.#frame);
    const sizes = state.pieces.map((piece) => piece.length);
    if (
      String(sizes) !== String(expected) ||
      state.before.length !== filled ||
      state.latest.length !== this.#rows.length
    ) {
      throw new RangeError(
        `Cannot restore the remembered observations: this memory has room for ${this.#capacity} frames of ${this.#frame} ` +
          `elements, from ${this.#rows.length} environments; the state has ${state.before.length} frames, ` +
          `${sizes.reduce((sum, size) => sum + size, 0)} elements, ${state.latest.length} environments. ` +
          'Restore it in an agent with the same hyperparameters.',
      );
    }
    this.#pieces.length = 0;
    for (const [i, saved] of state.pieces.entries()) {
      const piece = this.#createPiece(i);
      piece.set(saved);
      this.#pieces.push(piece);
    }
    this.#before.set(state.before);
    this.#latest.set(state.latest);
    this.#written = state.written;
    this.#turn = Math.max(0, Math.ceil(state.written / this.#capacity) - 1) * this.#capacity;
    if (this.#stack === 1) return;
    for (const [env, latest] of state.latest.entries()) if (latest >= 0) this.read(latest, this.#rows[env]!, 0);
  }
}
