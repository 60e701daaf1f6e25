import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PNG } from 'pngjs';
import type { Rgb } from '../src/view/colours';

/** A picture with known masks: dark, with a red column on the left (stuff) and a moving blue square (a thing). */
export const width = 960;
export const height = 640;
export const dark: Rgb = [40, 40, 40];
export const red: Rgb = [220, 40, 40];
export const blue: Rgb = [40, 40, 220];
const cell = 40;

/** The square of a frame, in pixels: it moves by one cell of the network per frame. */
export function squareOf(frame: number): { x: number; y: number; size: number } {
  return { x: 240 + cell * (frame % 14), y: 240, size: 4 * cell };
}

export function middleOfSquare(frame: number): [number, number] {
  const { x, y, size } = squareOf(frame);
  return [x + size / 2, y + size / 2];
}

export function colourAt(frame: number, x: number, y: number): Rgb {
  const square = squareOf(frame);
  const inside = x >= square.x && x < square.x + square.size && y >= square.y && y < square.y + square.size;
  return inside ? blue : x < 160 ? red : dark;
}

export function png(frame: number): Uint8Array {
  const picture = new PNG({ width, height });
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 4) {
      picture.data.set([...colourAt(frame, x, y), 255], i);
    }
  }
  return PNG.sync.write(picture, { deflateLevel: 1 });
}

/** The scene as a video for Chromium's fake camera: YUV 4:2:0, `frames` frames, which the browser repeats. */
export function cameraFile(frames: number): Buffer {
  const [w, h] = [width / 2, height / 2];
  const parts = [Buffer.from(`YUV4MPEG2 W${w} H${h} F10:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame++) {
    const planes = Buffer.alloc(w * h * 1.5);
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < w; x++) {
        // For the camera the square does not move.
        const [r, g, b] = colourAt(0, 2 * x, 2 * y);
        planes[y * w + x] = 0.299 * r + 0.587 * g + 0.114 * b;
        const chroma = (y >> 1) * (w >> 1) + (x >> 1);
        planes[w * h + chroma] = 128 - 0.1687 * r - 0.3313 * g + 0.5 * b;
        planes[w * h * 1.25 + chroma] = 128 + 0.5 * r - 0.4187 * g - 0.0813 * b;
      }
    }
    parts.push(Buffer.from('FRAME\n'), planes);
  }
  return Buffer.concat(parts);
}

/** The scene as a video file: the camera's frames in H.264. Needs ffmpeg, as the server's overlays do. */
export function videoFile(path: string, frames: number): Buffer {
  execFileSync('ffmpeg', ['-nostdin', '-y', '-loglevel', 'error', '-f', 'yuv4mpegpipe', '-i', 'pipe:0', '-c:v', 'libx264', '-preset', 'ultrafast', path], { input: cameraFile(frames) });
  return readFileSync(path);
}
