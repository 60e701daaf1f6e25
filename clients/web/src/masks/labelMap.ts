import type { Segmentation } from '../wire/videoseg/v1/frame_result_pb';
import { paintRuns } from './rle';

/** The masks of a frame as one label per pixel: 0 is void, else the index of the segment, from 1. In column-major order. */
export interface LabelMap {
  width: number;
  height: number;
  labels: Uint8Array | Uint16Array;
}

/** Decodes RLE masks; undefined if the result has none. The memory of `reuse` is used if its size fits. */
export function labelMapOf(segmentation: Segmentation, reuse?: LabelMap): LabelMap | undefined {
  const { segments } = segmentation;
  const first = segments.find((segment) => segment.mask.case === 'rle')?.mask.value;
  if (first?.$typeName !== 'videoseg.v1.RleMask') {
    return undefined;
  }

  const map = emptyMap(first.width, first.height, segments.length, reuse);
  segments.forEach(({ mask }, i) => {
    if (mask.case === 'rle' && mask.value.width === map.width && mask.value.height === map.height) {
      paintRuns(mask.value.counts, map.labels, i + 1);
    }
  });
  return map;
}

/** Decodes masks that were sent as a PNG label map, whose colours are segment ids. */
export async function labelMapOfPng(segmentation: Segmentation): Promise<LabelMap | undefined> {
  const png = new Blob([segmentation.labelMap as Uint8Array<ArrayBuffer>], { type: 'image/png' });
  const picture = await createImageBitmap(png, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  const { width, height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(picture, 0, 0);
  picture.close();
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const labelOf = new Map(segmentation.segments.map((segment, i) => [segment.segmentId, i + 1]));
  const map = emptyMap(width, height, segmentation.segments.length);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      map.labels[x * height + y] = labelOf.get(pixels[i]! & 0xffffff) ?? 0;
    }
  }
  return map;
}

/** The label at a position of the frame, both coordinates from 0 to 1. */
export function labelAt(map: LabelMap, x: number, y: number): number {
  const column = Math.min(map.width - 1, Math.max(0, Math.floor(x * map.width)));
  const row = Math.min(map.height - 1, Math.max(0, Math.floor(y * map.height)));
  return map.labels[column * map.height + row]!;
}

function emptyMap(width: number, height: number, segments: number, reuse?: LabelMap): LabelMap {
  const wide = segments > 255;
  if (reuse && reuse.width === width && reuse.height === height && reuse.labels instanceof Uint16Array === wide) {
    reuse.labels.fill(0);
    return reuse;
  }
  return { width, height, labels: wide ? new Uint16Array(width * height) : new Uint8Array(width * height) };
}
