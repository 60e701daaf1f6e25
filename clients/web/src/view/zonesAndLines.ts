import type { Line, Point, VideoEvent, Zone } from '../wire/videoseg/v1/video_event_pb';
import { css, type Rgb } from './colours';
import type { LabelPlacer } from './labelPlacer';

/** The zones and lines of the server's events file for a stream. */
export interface ZonesAndLines {
  zones: readonly Zone[];
  lines: readonly Line[];
}

export const noZonesOrLines: ZonesAndLines = { zones: [], lines: [] };

/** A colour that no track and no category of the bundled model has. */
export const zoneColour: Rgb = [255, 214, 64];
/** The opacity of a zone. */
export const zoneFill = 0.1;
/** The opacity of a zone with an event in the shown frame. */
export const zoneFillActive = 0.35;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws zones and lines; those with an event in this frame are highlighted. The context's canvas is the whole frame. */
export function drawZonesAndLines(context: Context, { zones, lines }: ZonesAndLines, events: readonly VideoEvent[], ratio: number): void {
  const at = positionOn(context);
  const isActive = (name: string) => events.some((event) => event.place === name);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { name, polygon } of zones) {
    const path = new Path2D();
    polygon.forEach((corner) => path.lineTo(...at(corner)));
    path.closePath();
    context.fillStyle = css(zoneColour, isActive(name) ? zoneFillActive : zoneFill);
    context.fill(path, 'evenodd');
    stroke(context, path, isActive(name), ratio);
  }
  for (const { name, from, to } of lines) {
    const [[x0, y0], [x1, y1]] = [at(from!), at(to!)];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const path = new Path2D();
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
    // A tick on the right side, facing from `from` to `to`.
    path.moveTo(x, y);
    path.lineTo(x - ((y1 - y0) / length) * 10 * ratio, y + ((x1 - x0) / length) * 10 * ratio);
    stroke(context, path, isActive(name), ratio);
  }
}

/** Draws the names of zones (at their topmost corner) and lines (where they begin). */
export function drawZoneNames(context: Context, { zones, lines }: ZonesAndLines, labels: LabelPlacer, ratio: number): void {
  const at = positionOn(context);
  for (const { name, polygon } of zones) {
    drawName(context, name, ...at(polygon.reduce((top, corner) => (corner.y < top.y ? corner : top))), labels, ratio);
  }
  for (const { name, from } of lines) {
    drawName(context, name, ...at(from!), labels, ratio);
  }
}

function positionOn(context: Context): (point: Point) => [number, number] {
  const { width, height } = context.canvas;
  return (point) => [point.x * width, point.y * height];
}

function stroke(context: Context, path: Path2D, isActive: boolean, ratio: number): void {
  context.strokeStyle = css(zoneColour, isActive ? 1 : 0.85);
  context.lineWidth = (isActive ? 4 : 2) * ratio;
  context.stroke(path);
}

function drawName(context: Context, name: string, x: number, y: number, labels: LabelPlacer, ratio: number): void {
  context.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  context.textBaseline = 'top';
  const width = context.measureText(name).width;
  const height = 14 * ratio;
  const margin = 5 * ratio;
  const rows = [0, 1, 2, 3].map((row) => Math.max(0, y + margin) + row * (height + labels.gap));
  const place = labels.place(width, height, rows.flatMap((top) => [{ x: x + margin, y: top }, { x: x - margin - width, y: top }]));
  if (!place) {
    return;
  }
  context.lineWidth = 3 * ratio;
  context.strokeStyle = css([11, 14, 20], 0.8);
  context.strokeText(name, place.x, place.y);
  context.fillStyle = css(zoneColour);
  context.fillText(name, place.x, place.y);
}
