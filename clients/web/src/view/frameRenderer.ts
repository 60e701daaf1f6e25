import type { Category } from '../wire/videoseg/v1/category_pb';
import type { Segment } from '../wire/videoseg/v1/frame_result_pb';
import { labelAt, labelMapOf, labelMapOfPng, type LabelMap } from '../masks/labelMap';
import type { FrameRecord } from '../streams/frameRecord';
import { lineColour, segmentColour, type ColourBy } from './colours';
import { MaskPainter, type Paint } from './maskPainter';
import { drawOverlay } from './overlay';
import type { ZonesAndLines } from './zonesAndLines';
import type { Highlight } from './settings';

export interface RenderOptions {
  categories: ReadonlyMap<number, Category>;
  colourBy: ColourBy;
  opacity: number;
  masks: boolean;
  labels: boolean;
  boxes: boolean;
  /** The records up to the shown one, oldest first; empty for no trails. */
  trail: readonly FrameRecord[];
  zonesAndLines: ZonesAndLines;
  hiddenCategories: readonly string[];
  highlight: Highlight | null;
}

/** The height of the badges over the picture, in CSS pixels. */
const badgesHeight = 34;

/** The opacity of stuff relative to things, which stand out against it. */
const stuffOpacity = 0.72;

/**
 * Renders one frame on three canvases, from back to front: the picture (transferred, not copied), the masks (WebGL), and the overlay.
 * All change in the same task, so a picture is never visible with the masks of another frame.
 */
export class FrameRenderer {
  readonly #picture: ImageBitmapRenderingContext;
  readonly #masks: MaskPainter;
  readonly #overlay: CanvasRenderingContext2D;
  #record: FrameRecord | undefined;
  #pending: { record: FrameRecord | undefined; options: RenderOptions } | undefined;
  #busy = false;
  #map: LabelMap | undefined;
  #spare: LabelMap | undefined;

  constructor(picture: HTMLCanvasElement, masks: HTMLCanvasElement, overlay: HTMLCanvasElement, readonly presented: (record: FrameRecord | undefined) => void, readonly failed: (why: string) => void) {
    this.#picture = picture.getContext('bitmaprenderer')!;
    this.#masks = new MaskPainter(masks);
    this.#overlay = overlay.getContext('2d')!;
  }

  get record(): FrameRecord | undefined {
    return this.#record;
  }

  /** Sets the size in device pixels and clears the canvases. */
  resize(width: number, height: number): void {
    for (const canvas of [this.#masks.canvas, this.#overlay.canvas]) {
      canvas.width = width;
      canvas.height = height;
    }
  }

  /** Shows a record. While one is being decoded, only the newest of the following ones waits. */
  async show(record: FrameRecord | undefined, options: RenderOptions): Promise<void> {
    this.#pending = { record, options };
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#pending) {
        const next: { record: FrameRecord | undefined; options: RenderOptions } = this.#pending;
        this.#pending = undefined;
        if (next.record === this.#record) {
          this.paint(next.options);
        } else {
          await this.#present(next.record, next.options);
        }
      }
    } catch (e) {
      this.failed(e instanceof Error ? e.message : String(e));
    } finally {
      this.#busy = false;
    }
  }

  /** Paints the shown record again with other options. */
  paint(options: RenderOptions): void {
    const segmentation = this.#record?.segmentation;
    this.#masks.draw(options.masks && segmentation ? segmentation.segments.map((segment) => paintOf(segment, options)) : []);
    if (segmentation) {
      drawOverlay(this.#overlay, segmentation, {
        ...options,
        events: this.#record!.result.events,
        reservedTop: badgesHeight,
        ratio: devicePixelRatio,
        isHidden: (segment) => isHidden(segment, options),
        isDimmed: (segment) => isDimmed(segment, options.highlight),
      });
    } else {
      this.#overlay.clearRect(0, 0, this.#overlay.canvas.width, this.#overlay.canvas.height);
    }
  }

  /** The segment at a position of the frame, both coordinates from 0 to 1. */
  segmentAt(x: number, y: number): Segment | undefined {
    const segments = this.#record?.segmentation?.segments;
    return this.#map && segments?.[labelAt(this.#map, x, y) - 1];
  }

  /** The picture with masks and overlay, at the size of the picture. */
  async download(options: RenderOptions): Promise<Blob | undefined> {
    const record = this.#record;
    const segmentation = record?.segmentation;
    if (!record || !segmentation) {
      return undefined;
    }
    const picture = record.picture && (await createImageBitmap(new Blob([record.picture])));
    const width = picture?.width ?? segmentation.width;
    const height = picture?.height ?? segmentation.height;
    const whole = new OffscreenCanvas(width, height);
    const context = whole.getContext('2d')!;
    if (picture) {
      context.drawImage(picture, 0, 0);
      picture.close();
    }
    const masks = new MaskPainter(new OffscreenCanvas(width, height));
    masks.setMap(this.#map);
    masks.draw(options.masks ? segmentation.segments.map((segment) => paintOf(segment, options)) : []);
    context.drawImage(masks.canvas, 0, 0);
    const overlay = new OffscreenCanvas(width, height);
    drawOverlay(overlay.getContext('2d')!, segmentation, {
      ...options,
      events: record.result.events,
      reservedTop: 0,
      ratio: Math.max(1, width / 1100),
      isHidden: (segment) => isHidden(segment, options),
      isDimmed: () => false,
    });
    context.drawImage(overlay, 0, 0);
    return whole.convertToBlob({ type: 'image/png' });
  }

  async #present(record: FrameRecord | undefined, options: RenderOptions): Promise<void> {
    const picture = record?.picture && (await createImageBitmap(new Blob([record.picture], { type: 'image/jpeg' })));
    const segmentation = record?.segmentation;
    const png = segmentation?.labelMap.length ? await labelMapOfPng(segmentation) : undefined;

    const map = png ?? (segmentation && labelMapOf(segmentation, this.#spare));
    this.#spare = this.#map;
    this.#map = map;
    this.#record = record;
    this.#picture.transferFromImageBitmap(picture ?? null);
    this.#masks.setMap(map);
    this.paint(options);
    this.presented(record);
  }
}

function nameOf(segment: Segment, options: RenderOptions): string {
  return options.categories.get(segment.categoryId)?.name ?? '';
}

function isHidden(segment: Segment, options: RenderOptions): boolean {
  return options.hiddenCategories.includes(nameOf(segment, options));
}

function isDimmed(segment: Segment, highlight: Highlight | null): boolean {
  return highlight !== null && (highlight.trackId !== undefined ? segment.trackId !== highlight.trackId : segment.categoryId !== highlight.categoryId);
}

function paintOf(segment: Segment, options: RenderOptions): Paint {
  const colour = segmentColour(segment, options.categories.get(segment.categoryId), options.colourBy);
  if (isHidden(segment, options)) {
    return { colour, fill: 0, rim: 0 };
  }
  const strength = isDimmed(segment, options.highlight) ? 0.25 : options.highlight ? 1.3 : 1;
  return {
    colour: segment.isThing ? lineColour(colour) : colour,
    fill: Math.min(1, options.opacity * strength * (segment.isThing ? 1 : stuffOpacity)),
    rim: segment.isThing && options.opacity > 0 ? Math.min(1, 0.95 * strength) : 0,
  };
}
