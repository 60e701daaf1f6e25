/** Run lengths that do not fit their mask. */
export class BrokenMask extends Error {}

/**
 * Paints COCO's compressed run lengths (pycocotools' `counts`) into a map of labels. Both go column by column: pixel (x, y) is at
 * x * height + y, so each run is one fill. Numbers are groups of five bits from 48 on, the lowest first, bit 5 says that more follow; from
 * the third on they are differences to the number two before.
 */
export function paintRuns(counts: string, labels: Uint8Array | Uint16Array, label: number): void {
  const size = labels.length;
  let at = 0;
  let inside = false;
  let before = 0;
  let twoBefore = 0;
  let index = 0;
  for (let i = 0; i < counts.length; index++) {
    let run = 0;
    let shift = 0;
    let group: number;
    do {
      group = counts.charCodeAt(i++) - 48;
      // Past the end charCodeAt is NaN.
      if (!(group >= 0 && group < 64)) {
        throw new BrokenMask('the run lengths hold a character that is not allowed, or end within a number');
      }
      run |= (group & 31) << shift;
      shift += 5;
    } while (group & 32);
    if (group & 16 && shift < 32) {
      run |= -1 << shift;
    }
    if (index > 2) {
      run += twoBefore;
    }
    const end = at + run;
    if (run < 0 || end > size) {
      throw new BrokenMask(`the run lengths reach pixel ${end} of ${size}`);
    }
    if (inside) {
      // A call costs more than a few stores.
      if (run > 24) {
        labels.fill(label, at, end);
      } else {
        while (at < end) {
          labels[at++] = label;
        }
      }
    }
    at = end;
    inside = !inside;
    twoBefore = before;
    before = run;
  }
}
