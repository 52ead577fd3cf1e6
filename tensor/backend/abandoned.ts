/**
 * Tensors that nobody disposes of: their memory is given back once the collector has found them unreachable.
 *
 * A FinalizationRegistry tells, but it and the collector have work with each tensor entered there (on Node 20 a tenth of a small captured forward
 * pass, in processor time), and nearly all tensors are disposed of soon. So a small tensor waits its turn here, and is entered when so many younger ones
 * have been made; until then it is reachable from here.
 */

import type { TensorRecord } from './records.ts';
import type { DataId } from './storage.ts';

/** Small tensors that wait. */
const WAITING = 256;
/** What has more bytes does not wait: at most 16 MiB are held longer than the collector would. */
const SMALL = 65536;

export class AbandonedTensors {
  readonly #registry: FinalizationRegistry<TensorRecord>;
  /** The youngest small tensors, a ring of data ids and their records. */
  readonly #ids: (DataId | null)[] = new Array(WAITING).fill(null);
  readonly #records: (TensorRecord | null)[] = new Array(WAITING).fill(null);
  #next = 0;

  /** @param onAbandoned Gets the record of a data id that was collected; its tensor may have been disposed of. */
  constructor(onAbandoned: (record: TensorRecord) => void) {
    this.#registry = new FinalizationRegistry(onAbandoned);
  }

  /** Watches a data id made for `record`. */
  watch(dataId: DataId, record: TensorRecord): void {
    if (record.block.bytes > SMALL) {
      this.#registry.register(dataId, record);
      return;
    }
    const next = this.#next;
    const oldest = this.#records[next]!;
    // A block without its record: disposed of.
    if (oldest !== null && oldest.block.record === oldest) this.#registry.register(this.#ids[next]!, oldest);
    this.#ids[next] = dataId;
    this.#records[next] = record;
    this.#next = next + 1 === WAITING ? 0 : next + 1;
  }
}
