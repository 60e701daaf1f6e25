import type { Category } from '../wire/videoseg/v1/category_pb';
import type { Segment, Segmentation } from '../wire/videoseg/v1/frame_result_pb';
import type { Moment } from '../streams/moment';
import type { VideoEvent } from '../wire/videoseg/v1/video_event_pb';
import { css, inkOn, lineColour, segmentColour, type ColourBy, type Rgb } from './colours';
import { drawPlaces, type Places } from './places';

export interface OverlayOptions {
  categories: ReadonlyMap<number, Category>;
  colourBy: ColourBy;
  opacity: number;
  labels: boolean;
  boxes: boolean;
  masks: boolean;
  /** The moments up to the one that is shown, oldest first; empty: no trails. */
  trail: readonly Moment[];
  /** Zones and lines that are to be seen. */
  places: Places;
  /** What happens in this frame. */
  events: readonly VideoEvent[];
  isHidden: (segment: Segment) => boolean;
  isDimmed: (segment: Segment) => boolean;
  /** CSS pixels to device pixels. */
  ratio: number;
}

/** What is drawn over the masks: zones and lines, polygons (where masks came as such), trails, boxes, names. The context's canvas is the whole frame. */
export function drawOverlay(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, segmentation: Segmentation, options: OverlayOptions): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const scale = { x: width / segmentation.width, y: height / segmentation.height };
  const visible = segmentation.segments.filter((segment) => !options.isHidden(segment));
  const colourOf = (segment: Segment) => segmentColour(segment, options.categories.get(segment.categoryId), options.colourBy);

  drawPlaces(context, options.places, options.events, options.ratio);
  if (options.masks) {
    for (const segment of visible) {
      drawPolygons(context, segment, scale, colourOf(segment), options);
    }
  }
  drawTrails(context, visible, scale, colourOf, options);
  const things = visible.filter((segment) => segment.isThing && segment.box);
  const withoutMask = !options.masks || things.every((segment) => segment.mask.case === undefined && segmentation.labelMap.length === 0);
  if (options.boxes || withoutMask) {
    for (const segment of things) {
      drawBox(context, segment, scale, colourOf(segment), options);
    }
  }
  if (options.labels) {
    drawNames(context, things, scale, colourOf, options);
  }
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Scale = { x: number; y: number };

function drawPolygons(context: Context, segment: Segment, scale: Scale, colour: Rgb, options: OverlayOptions): void {
  if (segment.mask.case !== 'polygons') {
    return;
  }
  const path = new Path2D();
  for (const { points } of segment.mask.value.rings) {
    path.moveTo(points[0]! * scale.x, points[1]! * scale.y);
    for (let i = 2; i + 1 < points.length; i += 2) {
      path.lineTo(points[i]! * scale.x, points[i + 1]! * scale.y);
    }
    path.closePath();
  }
  const strength = options.isDimmed(segment) ? 0.25 : 1;
  context.fillStyle = css(colour, options.opacity * strength * (segment.isThing ? 1 : 0.7));
  context.fill(path, 'evenodd');
  if (segment.isThing) {
    context.lineWidth = 1.5 * options.ratio;
    context.strokeStyle = css(lineColour(colour), 0.9 * strength);
    context.stroke(path);
  }
}

/** Where each thing came from: the middle of its box's lower edge, where people and cars touch the ground. */
function drawTrails(context: Context, visible: readonly Segment[], scale: Scale, colourOf: (segment: Segment) => Rgb, options: OverlayOptions): void {
  const shown = new Map(visible.filter((s) => s.trackId !== undefined).map((segment) => [segment.trackId!, segment]));
  const points = new Map<bigint, { x: number; y: number; age: number }[]>();
  options.trail.forEach((moment, i) => {
    for (const { trackId, box } of moment.segmentation?.segments ?? []) {
      if (trackId !== undefined && box && shown.has(trackId)) {
        const line = points.get(trackId) ?? [];
        line.push({ x: (box.x + box.width / 2) * scale.x, y: (box.y + box.height) * scale.y, age: (i + 1) / options.trail.length });
        points.set(trackId, line);
      }
    }
  });

  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [trackId, line] of points) {
    const segment = shown.get(trackId)!;
    const colour = lineColour(colourOf(segment));
    const strength = options.isDimmed(segment) ? 0.2 : 0.95;
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [line[i - 1]!, line[i]!];
      context.strokeStyle = css(colour, to.age * strength);
      context.lineWidth = (1 + 1.6 * to.age) * options.ratio;
      context.beginPath();
      context.moveTo(from.x, from.y);
      context.lineTo(to.x, to.y);
      context.stroke();
    }
    const end = line.at(-1)!;
    context.fillStyle = css(colour, strength);
    context.beginPath();
    context.arc(end.x, end.y, 2.4 * options.ratio, 0, 7);
    context.fill();
  }
}

function drawBox(context: Context, segment: Segment, scale: Scale, colour: Rgb, options: OverlayOptions): void {
  context.lineWidth = 1.5 * options.ratio;
  context.strokeStyle = css(lineColour(colour), options.isDimmed(segment) ? 0.25 : 0.95);
  const box = segment.box!;
  context.strokeRect(box.x * scale.x, box.y * scale.y, box.width * scale.x, box.height * scale.y);
}

/** Older tracks choose their place first, so that names do not jump about; one that finds no room is left out. */
function drawNames(context: Context, things: readonly Segment[], scale: Scale, colourOf: (segment: Segment) => Rgb, options: OverlayOptions): void {
  const { ratio } = options;
  const taken: { x: number; y: number; right: number; bottom: number }[] = [];
  context.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const plateHeight = 16 * ratio;
  for (const segment of [...things].sort((a, b) => Number((a.trackId ?? 1n << 40n) - (b.trackId ?? 1n << 40n)))) {
    const name = options.categories.get(segment.categoryId)?.name ?? `class ${segment.categoryId}`;
    const text = segment.trackId === undefined ? name : `${name} ${segment.trackId}`;
    const box = segment.box!;
    const width = context.measureText(text).width + 10 * ratio;
    const x = Math.min(Math.max(0, box.x * scale.x), context.canvas.width - width);
    const above = box.y * scale.y - plateHeight - 2 * ratio;
    const below = (box.y + box.height) * scale.y + 2 * ratio;
    const y = [above, below, box.y * scale.y + 2 * ratio].find((top) => top >= 0 && top + plateHeight <= context.canvas.height && !taken.some((p) => x < p.right && x + width > p.x && top < p.bottom && top + plateHeight > p.y));
    if (y === undefined) {
      continue;
    }
    taken.push({ x, y, right: x + width, bottom: y + plateHeight });
    const colour = colourOf(segment);
    const strength = options.isDimmed(segment) ? 0.3 : 1;
    context.fillStyle = css(colour, 0.92 * strength);
    context.beginPath();
    context.roundRect(x, y, width, plateHeight, 4 * ratio);
    context.fill();
    context.globalAlpha = strength;
    context.fillStyle = inkOn(colour);
    context.fillText(text, x + 5 * ratio, y + plateHeight / 2 + 0.5 * ratio);
    context.globalAlpha = 1;
  }
}
