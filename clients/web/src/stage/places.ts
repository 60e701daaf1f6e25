import type { Line, Point, VideoEvent, Zone } from '../wire/videoseg/v1/video_event_pb';
import { css, type Rgb } from './colours';

/** What the server watches in the picture. */
export interface Places {
  zones: readonly Zone[];
  lines: readonly Line[];
}

export const noPlaces: Places = { zones: [], lines: [] };

/** Neither a track nor a class of the street has it. */
export const placeColour: Rgb = [255, 214, 64];
export const zoneFill = 0.1;
/** Of a zone where something happens in this frame. */
export const zoneFillNow = 0.35;

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Zones and lines with their names; those where something happens in this frame stand out. The context's canvas is the whole frame. */
export function drawPlaces(context: Context, places: Places, events: readonly VideoEvent[], ratio: number): void {
  const { width, height } = context.canvas;
  const at = (point: Point) => [point.x * width, point.y * height] as const;
  const isNow = (name: string) => events.some((event) => event.place === name);
  context.lineJoin = 'round';
  context.lineCap = 'round';
  for (const { name, polygon } of places.zones) {
    const path = new Path2D();
    polygon.forEach((corner) => path.lineTo(...at(corner)));
    path.closePath();
    context.fillStyle = css(placeColour, isNow(name) ? zoneFillNow : zoneFill);
    context.fill(path, 'evenodd');
    stroke(context, path, isNow(name), ratio);
    drawName(context, name, ...at(polygon.reduce((top, corner) => (corner.y < top.y ? corner : top))), ratio);
  }
  for (const { name, from, to } of places.lines) {
    const [[x0, y0], [x1, y1]] = [at(from!), at(to!)];
    const length = Math.hypot(x1 - x0, y1 - y0) || 1;
    const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
    const path = new Path2D();
    path.moveTo(x0, y0);
    path.lineTo(x1, y1);
    // A tick to the right hand of who looks along the line.
    path.moveTo(x, y);
    path.lineTo(x - ((y1 - y0) / length) * 10 * ratio, y + ((x1 - x0) / length) * 10 * ratio);
    stroke(context, path, isNow(name), ratio);
    drawName(context, name, x0, y0, ratio);
  }
}

function stroke(context: Context, path: Path2D, isNow: boolean, ratio: number): void {
  context.strokeStyle = css(placeColour, isNow ? 1 : 0.85);
  context.lineWidth = (isNow ? 4 : 2) * ratio;
  context.stroke(path);
}

function drawName(context: Context, name: string, x: number, y: number, ratio: number): void {
  context.font = `600 ${11 * ratio}px system-ui, sans-serif`;
  context.textBaseline = 'top';
  const width = context.measureText(name).width;
  const left = Math.min(Math.max(0, x + 5 * ratio), context.canvas.width - width - 3 * ratio);
  const top = Math.min(Math.max(0, y + 5 * ratio), context.canvas.height - 14 * ratio);
  context.lineWidth = 3 * ratio;
  context.strokeStyle = css([11, 14, 20], 0.8);
  context.strokeText(name, left, top);
  context.fillStyle = css(placeColour);
  context.fillText(name, left, top);
}
