/**
 * A sum tree: leaves hold priorities, each inner node the sum of its two children, so that drawing an index in
 * proportion to its priority and changing a priority both cost O(log capacity).
 *
 * Source: Schaul et al. 2016, "Prioritized Experience Replay", appendix B.2.1.
 *
 * An inner node is always recomputed from its children, never corrected by a difference: the whole tree is a function of
 * its leaves alone, so rounding errors do not accumulate and a restored tree equals the saved one bit for bit.
 */
export class SumTree {
  readonly capacity: number;
  /** Leaves at `[#leaves, 2 * #leaves)`, the root at 1, the children of node i at 2i and 2i + 1. */
  readonly #nodes: Float64Array;
  readonly #leaves: number; // a power of two, >= capacity

  /** @param capacity number of priorities, an integer >= 1; all begin at 0. */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError(`Cannot make a sum tree: its capacity must be an integer >= 1, got ${capacity}.`);
    }
    this.capacity = capacity;
    this.#leaves = 2 ** Math.ceil(Math.log2(capacity));
    this.#nodes = new Float64Array(2 * this.#leaves);
  }

  /** Sum of all priorities. */
  get total(): number {
    return this.#nodes[1]!;
  }

  get(index: number): number {
    return this.#nodes[this.#leaves + index]!;
  }

  /** @param priority finite and >= 0. @throws {RangeError} on any other, and on an index outside `[0, capacity)`. */
  set(index: number, priority: number): void {
    if (!(priority >= 0 && priority < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`Cannot set a priority: it must be finite and >= 0, got ${priority} for index ${index}.`);
    }
    if (!(index >= 0 && index < this.capacity)) {
      throw new RangeError(`Cannot set a priority: the index must be in [0, ${this.capacity}), got ${index}.`);
    }
    const nodes = this.#nodes;
    let node = this.#leaves + index;
    nodes[node] = priority;
    for (node >>= 1; node >= 1; node >>= 1) nodes[node] = nodes[2 * node]! + nodes[2 * node + 1]!;
  }

  /**
   * The index whose interval contains `mass`, the intervals lying side by side in index order, each as long as its
   * priority. Never an index of priority 0 while the total is positive, whatever rounding does to `mass`.
   *
   * @param mass in the range `[0, total)`.
   */
  find(mass: number): number {
    const nodes = this.#nodes;
    let node = 1;
    while (node < this.#leaves) {
      const left = 2 * node;
      if (mass < nodes[left]! || nodes[left + 1] === 0) {
        node = left;
      } else {
        mass -= nodes[left]!;
        node = left + 1;
      }
    }
    return node - this.#leaves;
  }

  /** The first `count` priorities, a copy. */
  getState(count: number = this.capacity): Float64Array {
    return this.#nodes.slice(this.#leaves, this.#leaves + count);
  }

  /** Priorities of the first indices; the others become 0. */
  setState(priorities: Float64Array): void {
    if (priorities.length > this.capacity) {
      throw new RangeError(
        `Cannot restore a sum tree: it holds ${this.capacity} priorities, the state has ${priorities.length}.`,
      );
    }
    const nodes = this.#nodes;
    nodes.fill(0);
    nodes.set(priorities, this.#leaves);
    for (let node = this.#leaves - 1; node >= 1; node--) nodes[node] = nodes[2 * node]! + nodes[2 * node + 1]!;
  }
}
