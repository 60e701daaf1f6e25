import type { Moment } from './moment';

/** The last moments of a stream, in order of their sequence, within bounds of count and of the pictures' bytes. */
export class Recording {
  #moments: Moment[] = [];
  #pictureBytes = 0;

  constructor(readonly maxMoments = 900, readonly maxPictureBytes = 96 * 1024 * 1024) {}

  get moments(): readonly Moment[] {
    return this.#moments;
  }

  get first(): Moment | undefined {
    return this.#moments[0];
  }

  get last(): Moment | undefined {
    return this.#moments.at(-1);
  }

  /** Adds a moment; one that is there already, or comes out of order, is put in its place. */
  add(moment: Moment): void {
    const at = this.indexAtOrBefore(moment.sequence);
    if (this.#moments[at]?.sequence === moment.sequence) {
      return;
    }
    this.#moments.splice(at + 1, 0, moment);
    this.#pictureBytes += moment.picture?.length ?? 0;
  }

  /** Older ones, in order, before all that are there. */
  addBefore(older: readonly Moment[]): void {
    const bound = this.first?.sequence ?? Infinity;
    const missing = older.filter((moment) => moment.sequence < bound);
    this.#moments = [...missing, ...this.#moments];
    this.#pictureBytes += missing.reduce((sum, moment) => sum + (moment.picture?.length ?? 0), 0);
  }

  /** Lets the oldest go; nothing at or behind `keepFrom` is touched. */
  trim(keepFrom = Infinity): void {
    let drop = 0;
    while (this.#moments.length - drop > this.maxMoments && this.#moments[drop]!.sequence < keepFrom) {
      this.#pictureBytes -= this.#moments[drop]!.picture?.length ?? 0;
      drop++;
    }
    this.#moments.splice(0, drop);

    for (let i = 0; this.#pictureBytes > this.maxPictureBytes && i < this.#moments.length && this.#moments[i]!.sequence < keepFrom; i++) {
      this.#pictureBytes -= this.#moments[i]!.picture?.length ?? 0;
      this.#moments[i]!.picture = undefined;
    }
  }

  /** Of the last moment whose sequence is at most `sequence`; -1: there is none. */
  indexAtOrBefore(sequence: number): number {
    let low = 0;
    let high = this.#moments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#moments[middle]!.sequence <= sequence) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  /** The segmented moment that is so many of them on from one (or back, below 0); undefined: it is not here. Drops and failures have nothing to show. */
  segmentedFrom(sequence: number, by: number): Moment | undefined {
    let at = this.indexAtOrBefore(sequence);
    for (let left = Math.abs(by); left > 0; ) {
      at += Math.sign(by);
      const moment = this.#moments[at];
      if (!moment) {
        return undefined;
      }
      left -= moment.segmentation ? 1 : 0;
    }
    return this.#moments[at];
  }

  clear(): void {
    this.#moments = [];
    this.#pictureBytes = 0;
  }
}
