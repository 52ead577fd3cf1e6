/**
 * Which record a data id leads to.
 *
 * tfjs's own `DataStorage` asks a WeakMap twice for each look-up. Here a data id of ours carries its record; only ids that came
 * from another backend (`move`) are in a map. The ids stay plain objects to tfjs.
 */

import { DataStorage, type TensorInfo } from '@tensorflow/tfjs-core';

export type DataId = TensorInfo['dataId'];

/** A data id of this backend. */
export class HeapDataId<R> {
  /** Null once disposed of. */
  record: R | null;
  readonly storage: Storage<R>;

  constructor(record: R, storage: Storage<R>) {
    this.record = record;
    this.storage = storage;
  }
}

export class Storage<R> extends DataStorage<R> {
  #count = 0;
  readonly #foreign = new WeakMap<DataId, R>();

  /** A new data id for `record`. */
  enter(record: R): DataId {
    this.#count++;
    return new HeapDataId(record, this);
  }

  override get(dataId: DataId): R {
    if (dataId instanceof HeapDataId && dataId.storage === this && dataId.record !== null) return dataId.record;
    if (!this.#foreign.has(dataId)) {
      // tfjs's own has tfjs move the data here from the backend it is on (`set` is called), or throw.
      super.get(dataId);
    }
    return this.#foreign.get(dataId) as R;
  }

  override set(dataId: DataId, record: R): void {
    this.#count++;
    this.#foreign.set(dataId, record);
  }

  override has(dataId: DataId): boolean {
    if (dataId instanceof HeapDataId && dataId.storage === this) return dataId.record !== null;
    return this.#foreign.has(dataId);
  }

  override delete(dataId: DataId): boolean {
    this.#count--;
    if (dataId instanceof HeapDataId && dataId.storage === this) {
      dataId.record = null;
      return true;
    }
    return this.#foreign.delete(dataId);
  }

  override numDataIds(): number {
    return this.#count;
  }
}
