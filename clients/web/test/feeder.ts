import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import type { Page } from 'playwright-core';
import { StreamSegmentRequestSchema, type StreamConfigSchema } from '../src/wire/videoseg/v1/segmentation_service_pb';
import { png } from './scene';

/** A client in a tab of its own: opens a stream over a WebSocket and sends frames of the scene. */
export class Feeder {
  #next = 0;

  private constructor(readonly page: Page) {}

  static async open(page: Page, http: string, config: MessageInitShape<typeof StreamConfigSchema>): Promise<Feeder> {
    await page.goto(`${http}/healthz/live`);
    await page.evaluate((url) => {
      const socket = new WebSocket(url);
      socket.binaryType = 'arraybuffer';
      const state = { socket, responses: 0, end: undefined as number | undefined };
      socket.onmessage = () => state.responses++;
      socket.onclose = ({ code }) => (state.end = code);
      Object.assign(window, { feed: state });
      return new Promise((resolve) => (socket.onopen = resolve));
    }, `${http.replace('http', 'ws')}/ws/videoseg.v1.SegmentationService/StreamSegment`);
    const feeder = new Feeder(page);
    await feeder.#send({ message: { case: 'config', value: config } });
    await page.waitForFunction('feed.responses === 1', undefined, { polling: 20 });
    return feeder;
  }

  /** Sends frames of the scene and waits for their results. Returns the number of the last frame. */
  async frames(count: number): Promise<number> {
    for (let i = 0; i < count; i++) {
      await this.#frame(png(this.#next));
    }
    return this.#next - 1;
  }

  /** Sends a frame that cannot be decoded. */
  async broken(): Promise<void> {
    await this.#frame(new Uint8Array([1, 2, 3]));
  }

  async end(): Promise<void> {
    await this.page.evaluate('feed.socket.send(new Uint8Array())');
    await this.page.waitForFunction('feed.end !== undefined', undefined, { polling: 20 });
  }

  async #frame(encoded: Uint8Array): Promise<void> {
    const number = this.#next++;
    const presentationTime = { seconds: BigInt(Math.floor(number / 10)), nanos: (number % 10) * 100_000_000 };
    await this.#send({ message: { case: 'frame', value: { frameNumber: BigInt(number), presentationTime, picture: { case: 'encoded', value: encoded } } } });
    await this.page.waitForFunction(`feed.responses === ${number + 2}`, undefined, { polling: 20 });
  }

  async #send(request: MessageInitShape<typeof StreamSegmentRequestSchema>): Promise<void> {
    const message = Buffer.from(toBinary(StreamSegmentRequestSchema, create(StreamSegmentRequestSchema, request))).toString('base64');
    await this.page.evaluate(`feed.socket.send(Uint8Array.from(atob('${message}'), (c) => c.charCodeAt(0)))`);
  }
}
