/** The last few pictures of which an agent saw every so many, out of stacks of which each has the last few of all. */
export class StrideStack {
  readonly #stack: Uint8Array; // [depth, height, width], the oldest first
  readonly #pictureBytes: number;

  /**
   * @param first the first observation of an episode, which is one picture `depth` times
   * @param depth pictures in a stack
   */
  constructor(first: Uint8Array, depth: number) {
    this.#stack = first.slice();
    this.#pictureBytes = first.length / depth;
  }

  /** Takes the newest picture of an observation for its own newest. @returns the stack, live */
  push(observation: Uint8Array): Uint8Array {
    this.#stack.copyWithin(0, this.#pictureBytes);
    this.#stack.set(observation.subarray(-this.#pictureBytes), this.#stack.length - this.#pictureBytes);
    return this.#stack;
  }
}
