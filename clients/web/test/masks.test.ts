import { expect, test } from 'vitest';
import { labelAt, labelMapOf } from '../src/masks/labelMap';
import { InvalidMaskError, paintRuns } from '../src/masks/rle';
import { recordedResults } from './recorded';

/** Encodes COCO's compressed run-length encoding, written from its definition. */
function encode(columns: number[]): string {
  const runs: number[] = [];
  let value = 0;
  let run = 0;
  for (const pixel of columns) {
    if (pixel !== value) {
      runs.push(run);
      [value, run] = [pixel, 0];
    }
    run++;
  }
  runs.push(run);
  return runs
    .map((count, i) => {
      let rest = i > 2 ? count - runs[i - 2]! : count;
      let text = '';
      for (let more = true; more; ) {
        let group = rest & 31;
        rest >>= 5;
        more = group & 16 ? rest !== -1 : rest !== 0;
        group |= more ? 32 : 0;
        text += String.fromCharCode(group + 48);
      }
      return text;
    })
    .join('');
}

test('decoding is the inverse of encoding', () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  for (let round = 0; round < 200; round++) {
    const size = 1 + Math.floor(random() * 4000);
    const flips = random() * 0.3;
    let value = random() < 0.5 ? 1 : 0;
    const pixels = Array.from({ length: size }, () => (random() < flips ? (value = 1 - value) : value));
    const labels = new Uint8Array(size);
    paintRuns(encode(pixels), labels, 1);
    expect([...labels]).toEqual(pixels);
  }
});

test('counts of pycocotools are decoded correctly', () => {
  // mask.encode of 3 rows, 4 columns with the middle column pair set: counts 3, 6, 3.
  const labels = new Uint8Array(12);
  paintRuns('363', labels, 9);
  expect([...labels]).toEqual([0, 0, 0, 9, 9, 9, 9, 9, 9, 0, 0, 0]);
});

test.each([['more pixels than the mask has', '0o0'], ['an unterminated number', '0P'], ['an invalid character', '0 1']])('%s is an invalid mask', (_, counts) => {
  expect(() => paintRuns(counts, new Uint8Array(8), 1)).toThrow(InvalidMaskError);
});

test('the masks of a recorded result have the areas of their segments', () => {
  const results = recordedResults();
  expect(results.length).toBeGreaterThan(10);
  let spare;
  for (const { outcome } of results) {
    if (outcome.case !== 'segmentation') {
      throw new Error('the recording must have segmentations only');
    }
    const { segments, width, height } = outcome.value;
    const map = (spare = labelMapOf(outcome.value, spare))!;
    expect([map.width, map.height]).toEqual([width, height]);
    const areas = new Array<number>(segments.length + 1).fill(0);
    for (const label of map.labels) {
      areas[label]!++;
    }
    expect(areas.slice(1)).toEqual(segments.map((segment) => segment.area));
    for (const [i, { box }] of segments.entries()) {
      const inside = [0, 1, 2, 3, 4, 5, 6, 7].some((step) => labelAt(map, (box!.x + box!.width / 2) / width, (box!.y + (box!.height * (step + 0.5)) / 8) / height) === i + 1);
      expect(inside || !segments[i]!.isThing).toBe(true);
    }
  }
});
