import { chromium, type Browser, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { expect } from 'vitest';
import type { Rgb } from '../src/view/colours';
import { height, width } from './scene';

export function launchBrowser(...args: string[]): Promise<Browser> {
  // Test machines have no graphics card: WebGL runs in software.
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader', ...args] });
}

/** The page under test: its pixels, and the number of its open calls. */
export class ViewerPage {
  /** The highest number of concurrent gRPC-Web calls so far. */
  maxCalls = 0;
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

  /** The end of a call may be reported after the beginning of the next one, so calls are counted one round trip to the page later. */
  async #countCalls(): Promise<void> {
    await this.page.evaluate('0').catch(() => {});
    this.maxCalls = Math.max(this.maxCalls, this.#open.size);
  }

  /** Drops a file on the page. */
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

  /** Waits until the page shows this frame. */
  async shows(frame: number): Promise<void> {
    await this.page.waitForFunction((n) => document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.frame === String(n), frame);
    // The picture is decoded asynchronously, so the canvases follow a few screen frames later.
    await this.page.waitForFunction((n) => document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.painted === String(n), frame);
  }

  /** The displayed colour at a position of the frame. */
  async colourAt(x: number, y: number): Promise<Rgb> {
    const box = (await this.page.getByTestId('frame').boundingBox())!;
    const at = { x: Math.floor(box.x + (x * box.width) / width), y: Math.floor(box.y + (y * box.height) / height) };
    const { data } = PNG.sync.read(await this.page.screenshot({ clip: { ...at, width: 1, height: 1 } }));
    return [data[0]!, data[1]!, data[2]!];
  }

  async expectColour(position: [number, number], expected: Rgb): Promise<void> {
    const seen = await this.colourAt(...position);
    // Previews are JPEGs.
    expect(Math.max(...seen.map((value, i) => Math.abs(value - expected[i]!))), `${position} is ${seen}, expected ${expected}`).toBeLessThanOrEqual(14);
  }
}

/** A translucent colour over another. */
export function over(colour: Rgb, alpha: number, below: Rgb): Rgb {
  return [0, 1, 2].map((i) => Math.round(colour[i]! * alpha + below[i]! * (1 - alpha))) as unknown as Rgb;
}
