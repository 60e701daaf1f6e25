import type { FrameRecord } from './frameRecord';

/** The last frames of a stream, ordered by sequence, with limits on their number and on the bytes of their pictures. */
export class FrameHistory {
  #records: FrameRecord[] = [];
  #pictureBytes = 0;

  constructor(readonly maxRecords = 900, readonly maxPictureBytes = 96 * 1024 * 1024) {}

  get records(): readonly FrameRecord[] {
    return this.#records;
  }

  get first(): FrameRecord | undefined {
    return this.#records[0];
  }

  get last(): FrameRecord | undefined {
    return this.#records.at(-1);
  }

  /** Adds a record at its place in the order; a sequence that is already present is ignored. */
  add(record: FrameRecord): void {
    const at = this.indexAtOrBefore(record.sequence);
    if (this.#records[at]?.sequence === record.sequence) {
      return;
    }
    this.#records.splice(at + 1, 0, record);
    this.#pictureBytes += record.picture?.length ?? 0;
  }

  /** Adds older records, in order, before all others. */
  addBefore(older: readonly FrameRecord[]): void {
    const bound = this.first?.sequence ?? Infinity;
    const missing = older.filter((record) => record.sequence < bound);
    this.#records = [...missing, ...this.#records];
    this.#pictureBytes += missing.reduce((sum, record) => sum + (record.picture?.length ?? 0), 0);
  }

  /** Removes the oldest records and pictures beyond the limits, but none with a sequence of `keepFrom` or higher. */
  trim(keepFrom = Infinity): void {
    let drop = 0;
    while (this.#records.length - drop > this.maxRecords && this.#records[drop]!.sequence < keepFrom) {
      this.#pictureBytes -= this.#records[drop]!.picture?.length ?? 0;
      drop++;
    }
    this.#records.splice(0, drop);

    for (let i = 0; this.#pictureBytes > this.maxPictureBytes && i < this.#records.length && this.#records[i]!.sequence < keepFrom; i++) {
      this.#pictureBytes -= this.#records[i]!.picture?.length ?? 0;
      this.#records[i]!.picture = undefined;
    }
  }

  /** The index of the last record whose sequence is at most `sequence`; -1 if there is none. */
  indexAtOrBefore(sequence: number): number {
    let low = 0;
    let high = this.#records.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#records[middle]!.sequence <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The segmented record `by` steps after `sequence` (before it, if negative); undefined if there is none. Dropped and failed frames are skipped. */
  segmentedFrom(sequence: number, by: number): FrameRecord | undefined {
    let at = this.indexAtOrBefore(sequence);
    for (let left = Math.abs(by); left > 0; ) {
      at += Math.sign(by);
      const record = this.#records[at];
      if (!record) {
        return undefined;
      }
      left -= record.segmentation ? 1 : 0;
    }
    return this.#records[at];
  }

  clear(): void {
    this.#records = [];
    this.#pictureBytes = 0;
  }
}
