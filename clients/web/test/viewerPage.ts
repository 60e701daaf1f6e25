import { chromium, type Browser, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import type { Rgb } from '../src/stage/colours';
import { height, width } from './scene';

export function launchBrowser(...args: string[]): Promise<Browser> {
  // Machines that test have no graphics card: WebGL runs in software.
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader', ...args] });
}

/** The page under test: what it shows, pixel by pixel, and how many calls it has open. */
export class ViewerPage {
  /** The most gRPC-Web calls that were open at once. */
  mostCalls = 0;
  readonly problems: string[] = [];
  readonly #open = new Set<object>();

  constructor(readonly page: Page) {
    page.on('request', (request) => {
      if (new URL(request.url()).pathname.startsWith('/videoseg.v1.')) {
        this.#open.add(request);
        void this.#countCalls();
      }
    });
    page.on('requestfinished', (request) => this.#open.delete(request));
    page.on('requestfailed', (request) => this.#open.delete(request));
    page.on('pageerror', (error) => this.problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && !message.text().includes('net::ERR_') && this.problems.push(message.text()));
  }

  /** The end of a call may be told behind the beginning of the next one, so they are counted a round trip to the page later. */
  async #countCalls(): Promise<void> {
    await this.page.evaluate('0').catch(() => {});
    this.mostCalls = Math.max(this.mostCalls, this.#open.size);
  }

  /** Lets a file fall on the page. */
  async drop(name: string, content: Buffer): Promise<void> {
    await this.page.evaluate(
      ([fileName, base64]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(atob(base64!), (c) => c.charCodeAt(0))], fileName!, { type: 'video/mp4' }));
        const page = document.querySelector('.page')!;
        page.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
        page.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      },
      [name, content.toString('base64')],
    );
  }

  /** Waits until the stage shows this frame. */
  async shows(frame: number): Promise<void> {
    await this.page.waitForFunction((n) => document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.frame === String(n), frame);
    // The canvases follow within the next frames of the screen; the picture is decoded beside the page.
    await this.page.waitForFunction((n) => document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.painted === String(n), frame);
  }

  /** The colour that is seen at a place of the frame. */
  async colourAt(x: number, y: number): Promise<Rgb> {
    const box = (await this.page.getByTestId('frame').boundingBox())!;
    const at = { x: Math.floor(box.x + (x * box.width) / width), y: Math.floor(box.y + (y * box.height) / height) };
    const { data } = PNG.sync.read(await this.page.screenshot({ clip: { ...at, width: 1, height: 1 } }));
    return [data[0]!, data[1]!, data[2]!];
  }

  async expectColour(place: [number, number], expected: Rgb): Promise<void> {
    const seen = await this.colourAt(...place);
    // Previews are JPEGs.
    expect(Math.max(...seen.map((value, i) => Math.abs(value - expected[i]!))), `${place} is ${seen}, expected is ${expected}`).toBeLessThanOrEqual(14);
  }
}

/** A colour over another. */
export function over(colour: Rgb, alpha: number, below: Rgb): Rgb {
  return [0, 1, 2].map((i) => Math.round(colour[i]! * alpha + below[i]! * (1 - alpha))) as unknown as Rgb;
}
