/** Run lengths that are invalid or do not fit the size of their mask. */
export class InvalidMaskError extends Error {}

/**
 * Decodes COCO's compressed run-length encoding (pycocotools' `counts`) into a label map. Both are in column-major order: pixel (x, y) is at
 * x * height + y, so each run is one fill. A number is a sequence of characters, each 48 + five bits, lowest first; bit 5 says that more
 * follow. From the fourth number on, each is the difference from the number two before.
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
        throw new InvalidMaskError('the run lengths contain an invalid character or end within a number');
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
      throw new InvalidMaskError(`the run lengths reach pixel ${end} of ${size}`);
    }
    if (inside) {
      // For short runs a call of fill costs more than the stores.
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
