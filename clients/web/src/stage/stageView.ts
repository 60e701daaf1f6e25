import type { Category } from '../wire/videoseg/v1/category_pb';
import type { Segment } from '../wire/videoseg/v1/frame_result_pb';
import { labelAt, labelMapOf, labelMapOfPng, type LabelMap } from '../masks/labelMap';
import type { Moment } from '../streams/moment';
import { lineColour, segmentColour, type ColourBy } from './colours';
import { MaskPainter, type Paint } from './maskPainter';
import { drawOverlay } from './overlay';
import type { Places } from './places';
import type { Highlight } from './settings';

export interface Look {
  categories: ReadonlyMap<number, Category>;
  colourBy: ColourBy;
  opacity: number;
  masks: boolean;
  labels: boolean;
  boxes: boolean;
  /** Oldest first, up to the moment that is shown. */
  trail: readonly Moment[];
  places: Places;
  hiddenClasses: readonly string[];
  highlight: Highlight | null;
}

/** Stuff is the ground that things stand on. */
const stuffShare = 0.72;

/**
 * One frame on three canvases, from the back: the picture, which is handed over without a copy, the masks (WebGL), and what is drawn over
 * them. All change in the same task, so a picture is never seen with another frame's masks.
 */
export class StageView {
  readonly #picture: ImageBitmapRenderingContext;
  readonly #masks: MaskPainter;
  readonly #overlay: CanvasRenderingContext2D;
  #moment: Moment | undefined;
  #waiting: { moment: Moment | undefined; look: Look } | undefined;
  #busy = false;
  #map: LabelMap | undefined;
  #spare: LabelMap | undefined;

  constructor(picture: HTMLCanvasElement, masks: HTMLCanvasElement, overlay: HTMLCanvasElement, readonly presented: (moment: Moment | undefined) => void, readonly failed: (why: string) => void) {
    this.#picture = picture.getContext('bitmaprenderer')!;
    this.#masks = new MaskPainter(masks);
    this.#overlay = overlay.getContext('2d')!;
  }

  get moment(): Moment | undefined {
    return this.#moment;
  }

  /** In device pixels; what was painted is gone. */
  resize(width: number, height: number): void {
    for (const canvas of [this.#masks.canvas, this.#overlay.canvas]) {
      canvas.width = width;
      canvas.height = height;
    }
  }

  /** Shows a moment; while one is being decoded only the newest of those that follow waits. */
  async show(moment: Moment | undefined, look: Look): Promise<void> {
    this.#waiting = { moment, look };
    if (this.#busy) {
      return;
    }
    this.#busy = true;
    try {
      while (this.#waiting) {
        const next: { moment: Moment | undefined; look: Look } = this.#waiting;
        this.#waiting = undefined;
        if (next.moment === this.#moment) {
          this.paint(next.look);
        } else {
          await this.#present(next.moment, next.look);
        }
      }
    } catch (e) {
      this.failed(e instanceof Error ? e.message : String(e));
    } finally {
      this.#busy = false;
    }
  }

  /** The moment that is shown in another look. */
  paint(look: Look): void {
    const segmentation = this.#moment?.segmentation;
    this.#masks.draw(look.masks && segmentation ? segmentation.segments.map((segment) => paintOf(segment, look)) : []);
    if (segmentation) {
      drawOverlay(this.#overlay, segmentation, {
        ...look,
        events: this.#moment!.result.events,
        ratio: devicePixelRatio,
        isHidden: (segment) => isHidden(segment, look),
        isDimmed: (segment) => isDimmed(segment, look.highlight),
      });
    } else {
      this.#overlay.clearRect(0, 0, this.#overlay.canvas.width, this.#overlay.canvas.height);
    }
  }

  /** The segment at a place of the frame, both coordinates from 0 to 1. */
  segmentAt(x: number, y: number): Segment | undefined {
    const segments = this.#moment?.segmentation?.segments;
    return this.#map && segments?.[labelAt(this.#map, x, y) - 1];
  }

  /** The picture with all that is painted over it, as large as the picture. */
  async download(look: Look): Promise<Blob | undefined> {
    const moment = this.#moment;
    const segmentation = moment?.segmentation;
    if (!moment || !segmentation) {
      return undefined;
    }
    const picture = moment.picture && (await createImageBitmap(new Blob([moment.picture])));
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
    masks.draw(look.masks ? segmentation.segments.map((segment) => paintOf(segment, look)) : []);
    context.drawImage(masks.canvas, 0, 0);
    const overlay = new OffscreenCanvas(width, height);
    drawOverlay(overlay.getContext('2d')!, segmentation, {
      ...look,
      events: moment.result.events,
      ratio: Math.max(1, width / 1100),
      isHidden: (segment) => isHidden(segment, look),
      isDimmed: () => false,
    });
    context.drawImage(overlay, 0, 0);
    return whole.convertToBlob({ type: 'image/png' });
  }

  async #present(moment: Moment | undefined, look: Look): Promise<void> {
    const picture = moment?.picture && (await createImageBitmap(new Blob([moment.picture], { type: 'image/jpeg' })));
    const segmentation = moment?.segmentation;
    const png = segmentation?.labelMap.length ? await labelMapOfPng(segmentation) : undefined;

    const map = png ?? (segmentation && labelMapOf(segmentation, this.#spare));
    this.#spare = this.#map;
    this.#map = map;
    this.#moment = moment;
    this.#picture.transferFromImageBitmap(picture ?? null);
    this.#masks.setMap(map);
    this.paint(look);
    this.presented(moment);
  }
}

function nameOf(segment: Segment, look: Look): string {
  return look.categories.get(segment.categoryId)?.name ?? '';
}

function isHidden(segment: Segment, look: Look): boolean {
  return look.hiddenClasses.includes(nameOf(segment, look));
}

function isDimmed(segment: Segment, highlight: Highlight | null): boolean {
  return highlight !== null && (highlight.trackId !== undefined ? segment.trackId !== highlight.trackId : segment.categoryId !== highlight.categoryId);
}

function paintOf(segment: Segment, look: Look): Paint {
  const colour = segmentColour(segment, look.categories.get(segment.categoryId), look.colourBy);
  if (isHidden(segment, look)) {
    return { colour, fill: 0, rim: 0 };
  }
  const strength = isDimmed(segment, look.highlight) ? 0.25 : look.highlight ? 1.3 : 1;
  return {
    colour: segment.isThing ? lineColour(colour) : colour,
    fill: Math.min(1, look.opacity * strength * (segment.isThing ? 1 : stuffShare)),
    rim: segment.isThing && look.opacity > 0 ? Math.min(1, 0.95 * strength) : 0,
  };
}
