import type { Category } from '../wire/videoseg/v1/category_pb';
import type { Segment } from '../wire/videoseg/v1/frame_result_pb';

export type Rgb = readonly [number, number, number];
export type ColourBy = 'category' | 'track';

const goldenRatio = 0.618033988749895;
const tones = [[0.72, 1], [0.88, 0.86], [0.5, 1]] as const;

/** The colour of a track: the same in each frame, and clearly different from those of the neighbouring track ids. The command-line tool uses the same colours. */
export function trackColour(trackId: bigint): Rgb {
  const turn = Number(trackId % 1_000_000n) * goldenRatio + 0.08;
  const hue = turn - Math.floor(turn);
  const [saturation, value] = tones[Number(trackId % 3n)]!;
  const channel = (offset: number) => {
    const k = (offset + 6 * hue) % 6;
    return Math.round(255 * value * (1 - saturation * Math.min(1, Math.max(0, Math.min(k, 4 - k)))));
  };
  return [channel(5), channel(3), channel(1)];
}

export function categoryColour(category: Category | undefined): Rgb {
  const colour = category?.colour ?? 0x808080;
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

/** Things have the colour of their track or category, as chosen; stuff always that of its category. */
export function segmentColour(segment: Segment, category: Category | undefined, by: ColourBy): Rgb {
  return by === 'track' && segment.trackId !== undefined ? trackColour(segment.trackId) : categoryColour(category);
}

export function css([r, g, b]: Rgb, alpha = 1): string {
  return `rgb(${r} ${g} ${b} / ${alpha})`;
}

/** Black or white, whichever has more contrast to a colour. */
export function textColourOn([r, g, b]: Rgb): string {
  return 0.299 * r + 0.587 * g + 0.114 * b > 140 ? '#0b0e14' : '#fff';
}

/** Lightens a dark colour so that a line of it is visible over a picture. */
export function lineColour(colour: Rgb): Rgb {
  const brightest = Math.max(...colour, 1);
  const lift = Math.max(0, 170 - brightest);
  return [Math.min(255, colour[0] + lift), Math.min(255, colour[1] + lift), Math.min(255, colour[2] + lift)];
}
