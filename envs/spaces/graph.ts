/**
 * Graphs: any number of nodes and of directed edges, each with features of a space, and the two nodes that each edge links.
 *
 * Source: Gymnasium 1.4 `gymnasium/spaces/graph.py`. Differs: asking for edges of a space without edge features is refused, where
 * Gymnasium warns and gives none.
 */
import type { Seed, State } from '../core/env.ts';
import { show } from '../core/show.ts';
import { batchSpace } from './batch-space.ts';
import { concatenate, iterate, rowCount } from './batches.ts';
import { readStates, subSeeds } from './composite.ts';
import { checkParts, type Narrowing, readNarrowing } from './masks.ts';
import { SeededSpace } from './seeded-space.ts';
import type { Space, SpaceJSON } from './space.ts';

/** Nodes and edges are batches of values of their spaces: for a `Box` one flat array `[count, ...shape]`. */
export interface GraphValue<Nodes = unknown, Edges = unknown> {
  readonly nodes: Nodes;
  /** Null, with `edgeLinks`, where there are no edges. */
  readonly edges: Edges | null;
  readonly edgeLinks: Int32Array | null; // [numEdges, 2] int32, indices of nodes
}

/** What narrows the nodes (of their batch space: a list for each) and the edges, null for nothing. */
export type GraphNarrowing = readonly [nodes: unknown, edges: unknown];

export interface GraphSampleOptions {
  /** The edges' part is that of one edge, for all; with `numEdges` it is a list for each. */
  readonly mask?: GraphNarrowing | null | undefined;
  readonly probability?: GraphNarrowing | null | undefined;
  /** 1 or more, default 10. */
  readonly numNodes?: number | undefined;
  /** 0 or more; default drawn from `[0, numNodes * (numNodes - 1))`. */
  readonly numEdges?: number | undefined;
}

const DEFAULT_NODES = 10; // Gymnasium's

export class Graph<Nodes = unknown, Edges = unknown> extends SeededSpace<GraphValue<Nodes, Edges>> {
  readonly type = 'Graph';
  readonly shape = null;
  readonly dtype = null;
  /** Of the features of a node. */
  readonly nodeSpace: Space;
  /** Of the features of an edge; null where graphs have no edges. */
  readonly edgeSpace: Space | null;

  /** @throws {TypeError} where one is not a space that ships with Ludus. */
  constructor(nodeSpace: Space, edgeSpace: Space | null) {
    super();
    for (const space of edgeSpace === null ? [nodeSpace] : [nodeSpace, edgeSpace]) {
      if (!(space instanceof SeededSpace)) {
        throw new TypeError(`Cannot make a Graph: nodes and edges have spaces of Ludus's own, got ${show(space)}.`);
      }
    }
    this.nodeSpace = nodeSpace;
    this.edgeSpace = edgeSpace;
  }

  /** @throws {RangeError|TypeError} on numbers, a mask or probabilities of another form. */
  override sample(options: GraphSampleOptions = {}): GraphValue<Nodes, Edges> {
    const { numNodes = DEFAULT_NODES } = options;
    const { nodes, edges, kind } = this.#readNarrowing(options);
    if (!Number.isSafeInteger(numNodes) || numNodes < 1) {
      throw new RangeError(`Cannot sample ${this}: numNodes is an integer of 1 or more, got ${show(numNodes)}.`);
    }
    const numEdges = this.#drawNumEdges(options.numEdges, numNodes);
    const eachEdge = options.numEdges === undefined && edges !== null ? new Array(numEdges).fill(edges) : edges;
    const nodeValues = sampleBatch(this.nodeSpace, numNodes, { [kind]: nodes });
    if (this.edgeSpace === null || numEdges === 0) return { nodes: nodeValues as Nodes, edges: null, edgeLinks: null };
    const edgeValues = sampleBatch(this.edgeSpace, numEdges, { [kind]: eachEdge });
    const edgeLinks = this.generator.fillIntegers(new Int32Array(2 * numEdges), 0, numNodes);
    return { nodes: nodeValues as Nodes, edges: edgeValues as Edges, edgeLinks };
  }

  override contains(value: unknown): value is GraphValue<Nodes, Edges> {
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
    const { nodes, edges, edgeLinks } = value as Partial<GraphValue>;
    const numNodes = countIn(this.nodeSpace, nodes);
    if (numNodes === null) return false;
    if (edges === null && edgeLinks === null) return true;
    if (this.edgeSpace === null || !(edgeLinks instanceof Int32Array)) return false;
    const numEdges = countIn(this.edgeSpace, edges);
    return numEdges !== null && edgeLinks.length === 2 * numEdges && edgeLinks.every((i) => i >= 0 && i < numNodes);
  }

  /** A number seeds this generator, which draws the nodes' and the edges' seeds; a list gives each its own. Returns the list. */
  override seed(seed?: Seed | readonly Seed[]): unknown {
    const parts = this.#parts().map(([, space]) => space);
    if (typeof seed === 'object') {
      if (seed.length !== parts.length + 1) {
        throw new RangeError(
          `Cannot seed a Graph: seeds are ${parts.length + 1}, for itself, nodes and edges, got ${seed.length}.`,
        );
      }
      return [super.seed(seed[0]), ...parts.map((space, i) => space.seed(seed[i + 1]))];
    }
    const own = super.seed(seed);
    if (seed === undefined) return [own, ...parts.map((space) => space.seed())];
    const seeds = subSeeds(this.forkGenerator(), parts.length);
    return [own, ...parts.map((space, i) => space.seed(seeds[i]))];
  }

  override getState(): State {
    const states = this.#parts().map(([key, space]) => [key, space.getState()] as const);
    return { generator: super.getState(), spaces: Object.fromEntries(states) };
  }

  override setState(state: State): void {
    const parts = this.#parts();
    const { generator, spaces } = readStates(
      state,
      parts.map(([key]) => key),
    );
    super.setState(generator);
    for (const [key, space] of parts) space.setState(spaces[key]!);
  }

  override toJSON(): SpaceJSON {
    return { type: this.type, nodeSpace: this.nodeSpace.toJSON(), edgeSpace: this.edgeSpace?.toJSON() ?? null };
  }

  /** `{ nodes, edges, edgeLinks }`, a list of values each, or nulls. */
  override valueToJSON({ nodes, edges, edgeLinks }: GraphValue<Nodes, Edges>): unknown {
    return {
      nodes: rowsToJSON(this.nodeSpace, nodes),
      edges: edges === null || this.edgeSpace === null ? null : rowsToJSON(this.edgeSpace, edges),
      edgeLinks: edgeLinks === null ? null : Array.from(edgeLinks),
    };
  }

  override valueFromJSON(json: unknown): GraphValue<Nodes, Edges> {
    const { nodes, edges, edgeLinks } = (json ?? {}) as Readonly<Record<string, unknown>>;
    const hasEdges = Array.isArray(edges) && Array.isArray(edgeLinks) && this.edgeSpace !== null;
    if (Array.isArray(nodes) && (hasEdges || (edges === null && edgeLinks === null))) {
      const value = {
        nodes: rowsFromJSON(this.nodeSpace, nodes),
        edges: hasEdges ? rowsFromJSON(this.edgeSpace!, edges) : null,
        edgeLinks: hasEdges ? Int32Array.from(edgeLinks as readonly number[]) : null,
      };
      const exact = !hasEdges || edgeLinks.every((index, i) => index === value.edgeLinks![i]);
      if (exact && this.contains(value)) return value;
    }
    throw this.mismatch(json, 'an object of nodes, edges and edgeLinks, two indices of nodes for each edge');
  }

  override toString(): string {
    return `Graph(${this.nodeSpace}, ${this.edgeSpace ?? 'None'})`;
  }

  #parts(): (readonly [string, Space])[] {
    const node = ['nodeSpace', this.nodeSpace] as const;
    return this.edgeSpace === null ? [node] : [node, ['edgeSpace', this.edgeSpace] as const];
  }

  #readNarrowing(options: GraphSampleOptions): { kind: Narrowing['kind']; nodes: unknown; edges: unknown } {
    const narrowing = readNarrowing(this, options);
    if (narrowing === null) return { kind: 'mask', nodes: null, edges: null };
    const [nodes, edges] = checkParts(this, narrowing.kind, narrowing.value, 2);
    return { kind: narrowing.kind, nodes, edges: edges ?? null };
  }

  #drawNumEdges(numEdges: number | undefined, numNodes: number): number {
    if (numEdges === undefined) return numNodes > 1 ? this.generator.integers(numNodes * (numNodes - 1)) : 0;
    if (!Number.isSafeInteger(numEdges) || numEdges < 0 || (numEdges > 0 && this.edgeSpace === null)) {
      const rule = this.edgeSpace === null ? '0, since its edges have no space' : 'an integer of 0 or more';
      throw new RangeError(`Cannot sample ${this}: numEdges is ${rule}, got ${show(numEdges)}.`);
    }
    return numEdges;
  }
}

/** Draws from a copy of the space's generator, which itself goes on by one number: as Gymnasium does. */
function sampleBatch(space: Space, n: number, options: { readonly [kind: string]: unknown }): unknown {
  const batch = batchSpace(space, n).sample(options);
  if (space instanceof SeededSpace) space.skipDraw();
  return batch;
}

/** How many values of the space the batch holds; null where it is no batch, or one value is not in the space. */
function countIn(space: Space, batch: unknown): number | null {
  const count = rowCount(space, batch);
  if (count === null) return null;
  for (const value of iterate(space, batch)) if (!space.contains(value)) return null;
  return count;
}

function rowsToJSON(space: Space, batch: unknown): unknown[] {
  return Array.from(iterate(space, batch), (value) => space.valueToJSON(value));
}

function rowsFromJSON(space: Space, json: readonly unknown[]): unknown {
  return concatenate(
    space,
    json.map((value) => space.valueFromJSON(value)),
  );
}
