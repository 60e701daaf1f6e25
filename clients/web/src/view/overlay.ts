import type { Category } from '../wire/videoseg/v1/category_pb';
import type { Segment, Segmentation } from '../wire/videoseg/v1/frame_result_pb';
import type { FrameRecord } from '../streams/frameRecord';
import type { VideoEvent } from '../wire/videoseg/v1/video_event_pb';
import { css, textColourOn, lineColour, segmentColour, type ColourBy, type Rgb } from './colours';
import { LabelPlacer } from './labelPlacer';
import { drawZoneNames, drawZonesAndLines, type ZonesAndLines } from './zonesAndLines';

export interface OverlayOptions {
  categories: ReadonlyMap<number, Category>;
  colourBy: ColourBy;
  opacity: number;
  labels: boolean;
  boxes: boolean;
  masks: boolean;
  /** The records up to the shown one, oldest first; empty for no trails. */
  trail: readonly FrameRecord[];
  zonesAndLines: ZonesAndLines;
  /** The events of the frame. */
  events: readonly VideoEvent[];
  isHidden: (segment: Segment) => boolean;
  isDimmed: (segment: Segment) => boolean;
  /** The height of the strip at the top that stays free of labels, in CSS pixels. */
  reservedTop: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

/** Draws what lies over the masks: zones and lines, masks that were sent as polygons, trails, boxes, names. The context's canvas is the whole frame. */
export function drawOverlay(context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D, segmentation: Segmentation, options: OverlayOptions): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  const scale = { x: width / segmentation.width, y: height / segmentation.height };
  const visible = segmentation.segments.filter((segment) => !options.isHidden(segment));
  const colourOf = (segment: Segment) => segmentColour(segment, options.categories.get(segment.categoryId), options.colourBy);

  drawZonesAndLines(context, options.zonesAndLines, options.events, options.ratio);
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
  const labels = new LabelPlacer(width, height, 2 * options.ratio, [{ x: 0, y: 0, width, height: options.reservedTop * options.ratio }]);
  drawZoneNames(context, options.zonesAndLines, labels, options.ratio);
  if (options.labels) {
    drawNames(context, things, scale, colourOf, labels, options);
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

/** Draws the path of each track: the middle of the lower edge of its box, where people and cars touch the ground. */
function drawTrails(context: Context, visible: readonly Segment[], scale: Scale, colourOf: (segment: Segment) => Rgb, options: OverlayOptions): void {
  const shown = new Map(visible.filter((s) => s.trackId !== undefined).map((segment) => [segment.trackId!, segment]));
  const points = new Map<bigint, { x: number; y: number; age: number }[]>();
  options.trail.forEach((record, i) => {
    for (const { trackId, box } of record.segmentation?.segments ?? []) {
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

/** Draws the name of each thing above its box, else below or inside. Older tracks come first, so that names keep their positions; a name without room is omitted. */
function drawNames(context: Context, things: readonly Segment[], scale: Scale, colourOf: (segment: Segment) => Rgb, labels: LabelPlacer, options: OverlayOptions): void {
  const { ratio } = options;
  context.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  const height = 16 * ratio;
  for (const segment of [...things].sort((a, b) => Number((a.trackId ?? 1n << 40n) - (b.trackId ?? 1n << 40n)))) {
    const name = options.categories.get(segment.categoryId)?.name ?? `category ${segment.categoryId}`;
    const text = segment.trackId === undefined ? name : `${name} ${segment.trackId}`;
    const box = segment.box!;
    const x = box.x * scale.x;
    const positions = [box.y * scale.y - height - 2 * ratio, (box.y + box.height) * scale.y + 2 * ratio, box.y * scale.y + 2 * ratio].map((y) => ({ x, y }));
    const place = labels.place(context.measureText(text).width + 10 * ratio, height, positions);
    if (!place) {
      continue;
    }
    const colour = colourOf(segment);
    const strength = options.isDimmed(segment) ? 0.3 : 1;
    context.fillStyle = css(colour, 0.92 * strength);
    context.beginPath();
    context.roundRect(place.x, place.y, place.width, height, 4 * ratio);
    context.fill();
    context.globalAlpha = strength;
    context.fillStyle = textColourOn(colour);
    context.fillText(text, place.x + 5 * ratio, place.y + height / 2 + 0.5 * ratio);
    context.globalAlpha = 1;
  }
}
