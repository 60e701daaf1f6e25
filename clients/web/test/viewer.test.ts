import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { categoryColour, lineColour, trackColour } from '../src/view/colours';
import { zoneColour, zoneFill, zoneFillActive } from '../src/view/zonesAndLines';
import { Feeder } from './feeder';
import { blue, cameraFile, dark, middleOfSquare, red, videoFile } from './scene';
import { Server } from './server';
import { launchBrowser, over, ViewerPage } from './viewerPage';

const opacity = 0.5;
const stuffOpacity = opacity * 0.72;
const inRed: [number, number] = [80, 400];
const inDark: [number, number] = [880, 560];

describe('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewer-'));
  let server: Server;
  let browser: Browser;
  let viewer: ViewerPage;
  let streams = 0;

  beforeAll(async () => {
    writeFileSync(join(folder, 'camera.y4m'), cameraFile(2));
    const gate = { name: 'gate', polygon: [[0.52, 0], [0.9, 0], [0.9, 1], [0.52, 1]] };
    const kerb = { name: 'kerb', from: [0.1875, 0.9], to: [0.1875, 1] };
    writeFileSync(join(folder, 'events.json'), JSON.stringify({ rules: [{ streams: 'watched', certain_after: 1, zones: [gate], lines: [kerb] }] }));
    [server, browser] = await Promise.all([
      Server.start(undefined, { Events__File: join(folder, 'events.json') }),
      launchBrowser('--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${join(folder, 'camera.y4m')}`),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
    viewer = new ViewerPage(await context.newPage());
  });

  afterEach(async () => {
    expect(viewer.problems).toEqual([]);
    expect(viewer.maxCalls).toBeLessThanOrEqual(3);
    await viewer.page.context().close();
  });

  /** Opens a new stream and the page that shows it. */
  async function watch(): Promise<{ feeder: Feeder; id: string }> {
    const id = `test-${++streams}`;
    const feeder = await Feeder.open(await viewer.page.context().newPage(), server.http, { streamId: id });
    await viewer.page.goto(`${server.http}/#stream=${id}`);
    await viewer.page.locator(`[data-stream="${id}"]`).waitFor();
    await viewer.page.getByText(`Waiting for the next frame of ${id}`).waitFor();
    return { feeder, id };
  }

  const squareColour = () => lineColour(trackColour(1n));

  test('a stream is shown with its masks over its picture', async () => {
    const { feeder, id } = await watch();
    const frame = await feeder.frames(3);
    await viewer.shows(frame);

    await viewer.expectColour(middleOfSquare(frame), over(squareColour(), opacity, blue));
    await viewer.expectColour(inRed, over(red, stuffOpacity, red));
    await viewer.expectColour(inDark, over(dark, stuffOpacity, dark));

    const card = viewer.page.locator(`[data-stream="${id}"]`);
    await card.locator('img').waitFor();
    await expect.poll(() => card.innerText()).toMatch(/[\d.]+\/s\s+[\d.]+ ms\s+0 dropped/);
    expect(await viewer.page.getByRole('region', { name: 'Objects' }).innerText()).toContain('blue');
    await feeder.end();
  });

  test('a link to a stream opens that stream, not the first one', async () => {
    const context = viewer.page.context();
    const first = await Feeder.open(await context.newPage(), server.http, { streamId: 'link.a' });
    const second = await Feeder.open(await context.newPage(), server.http, { streamId: 'link.b' });
    await viewer.page.goto(`${server.http}/#stream=link.b`);
    await viewer.page.locator('[data-stream="link.a"]').waitFor();
    await viewer.page.getByText('Waiting for the next frame of link.b').waitFor();

    await viewer.page.goto(`${server.http}/#stream=link.c`);
    await viewer.page.getByText('Stream link.c is not open').waitFor();
    const third = await Feeder.open(await context.newPage(), server.http, { streamId: 'link.c' });
    await viewer.page.getByText('Waiting for the next frame of link.c').waitFor();
    await Promise.all([first, second, third].map((feeder) => feeder.end()));
  });

  test('masks, opacity, colours and categories can be changed, also for the shown frame', async () => {
    const { feeder } = await watch();
    const frame = await feeder.frames(2);
    await viewer.shows(frame);
    const middle = middleOfSquare(frame);

    await viewer.page.keyboard.press('m');
    await viewer.expectColour(middle, blue);
    await viewer.page.keyboard.press('m');
    await viewer.expectColour(middle, over(squareColour(), opacity, blue));
    for (const press of [1, 2, 3]) {
      await viewer.page.keyboard.press(']');
      await viewer.expectColour(middle, over(squareColour(), opacity + press / 10, blue));
    }
    await viewer.page.keyboard.press('c');
    await viewer.expectColour(middle, over(lineColour(categoryColour({ colour: 0x2828dc } as never)), 0.8, blue));
    await viewer.page.getByRole('checkbox', { name: /blue/ }).uncheck();
    await viewer.expectColour(middle, blue);
    expect(await viewer.page.getByRole('region', { name: 'Objects' }).innerText()).not.toContain('blue');
    await feeder.end();
  });

  test('a paused page steps back and forward and continues', async () => {
    const { feeder } = await watch();
    const first = await feeder.frames(4);
    await viewer.shows(first);
    await viewer.page.keyboard.press('Space');
    const last = await feeder.frames(2);
    await viewer.page.keyboard.press('ArrowLeft');
    await viewer.shows(first - 1);
    await viewer.expectColour(middleOfSquare(first - 1), over(squareColour(), opacity, blue));
    await viewer.page.keyboard.press('ArrowRight');
    await viewer.page.keyboard.press('ArrowRight');
    await viewer.shows(first + 1);
    await viewer.page.keyboard.press('l');
    await viewer.shows(last);
    await viewer.expectColour(middleOfSquare(last), over(squareColour(), opacity, blue));
    await feeder.end();
  });

  test('frames from before the page was opened are read from the log of the server', async () => {
    const { feeder } = await watch();
    const frame = await feeder.frames(5);
    await viewer.shows(frame);
    await viewer.page.reload();
    await viewer.page.getByText('Waiting for the next frame').waitFor();
    const next = await feeder.frames(1);
    await viewer.shows(next);

    await viewer.page.keyboard.press('ArrowLeft');
    await viewer.shows(next - 1);
    await viewer.page.keyboard.press('Home');
    await viewer.shows(0);
    expect(await viewer.page.getByRole('region', { name: 'Objects' }).innerText()).toContain('blue');
    await viewer.page.keyboard.press('ArrowLeft');
    await viewer.page.getByText('start of the log').waitFor();
    await feeder.end();
  });

  test('the timeline shows delays, keyframes and failures, and a click shows a frame', async () => {
    const { feeder } = await watch();
    await feeder.frames(3);
    await feeder.broken();
    const last = await feeder.frames(1);
    await viewer.shows(last);
    const timeline = viewer.page.getByTestId('timeline');
    const box = (await timeline.boundingBox())!;
    const barAt = (back: number) => ({ x: box.width - 5 * back - 2, y: box.height / 2 });

    await timeline.hover({ position: barAt(1) });
    await expect.poll(() => viewer.page.locator('.timeline .tip').innerText()).toMatch(/frame 3[\s\S]*picture/i);
    const { data } = PNG.sync.read(await viewer.page.screenshot({ clip: { x: Math.floor(box.x + barAt(1).x), y: Math.floor(box.y + barAt(1).y), width: 1, height: 1 } }));
    expect(data[0]).toBeGreaterThan(data[1]! + 80);

    await timeline.click({ position: barAt(4) });
    await viewer.shows(0);
    await expect.poll(() => viewer.page.locator('.hud').innerText()).toContain('◆');
    await feeder.end();
  });

  test('zones and lines are drawn over the picture, and their events are in the list and on the timeline', async () => {
    const feeder = await Feeder.open(await viewer.page.context().newPage(), server.http, { streamId: 'watched' });
    await viewer.page.goto(`${server.http}/#stream=watched`);
    await viewer.page.getByText('Waiting for the next frame of watched').waitFor();
    // The square's feet are left of the zone in frame 3 and in it in frame 5.
    await viewer.shows(await feeder.frames(4));
    const ground = over(dark, stuffOpacity, dark);
    const inZone: [number, number] = [720, 80];
    await viewer.expectColour(inZone, over(zoneColour, zoneFill, ground));
    await viewer.expectColour([499.2, 120], over(zoneColour, 0.85, ground));
    await viewer.expectColour([180, 620], over(zoneColour, 0.85, ground));
    await viewer.page.keyboard.press('z');
    await viewer.expectColour(inZone, ground);
    await viewer.page.keyboard.press('z');
    const events = viewer.page.getByRole('region', { name: 'Events' });
    expect(await events.innerText()).toMatch(/Events\s+0/);

    await viewer.shows(await feeder.frames(2));
    await viewer.expectColour(inZone, over(zoneColour, zoneFillActive, ground));
    expect(await events.innerText()).toMatch(/Events\s+1\s+blue 1 entered gate\s+1/);
    await viewer.shows(await feeder.frames(1));
    await viewer.expectColour(inZone, over(zoneColour, zoneFill, ground));

    const timeline = viewer.page.getByTestId('timeline');
    const box = (await timeline.boundingBox())!;
    const mark = { x: Math.floor(box.x + box.width - 5 * 2 + 2), y: Math.floor(box.y + 13), width: 1, height: 1 };
    const { data } = PNG.sync.read(await viewer.page.screenshot({ clip: mark }));
    expect([data[0], data[1], data[2]]).toEqual([255, 214, 64]);

    await events.getByRole('button', { name: 'entered gate' }).click();
    await viewer.shows(5);
    await viewer.expectColour(inZone, over(zoneColour, zoneFillActive, ground));
    await feeder.end();
  });

  test('the frame is saved as it is displayed', async () => {
    const { feeder, id } = await watch();
    const frame = await feeder.frames(2);
    await viewer.shows(frame);
    const [download] = await Promise.all([viewer.page.waitForEvent('download'), viewer.page.keyboard.press('d')]);
    expect(download.suggestedFilename()).toBe(`${id}-000001.png`);
    const picture = PNG.sync.read(readFileSync(await download.path()));
    const [x, y] = middleOfSquare(frame);
    const at = (y * picture.width + x) * 4;
    over(squareColour(), opacity, blue).forEach((value, i) => expect(Math.abs(picture.data[at + i]! - value)).toBeLessThanOrEqual(14));
    await feeder.end();
  });

  test("the browser's camera becomes a stream and is shown", async () => {
    await viewer.page.goto(server.http);
    await viewer.page.getByRole('button', { name: 'Camera', exact: true }).click();
    await viewer.page.locator('[data-stream^="camera-"]').waitFor();
    await viewer.page.waitForFunction(() => Number(document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.painted) >= 5);
    await expect.poll(async () => (await viewer.colourAt(...middleOfSquare(0)))[2]).toBeGreaterThan(100);
    const [r, g, b] = await viewer.colourAt(...middleOfSquare(0));
    const expected = over(squareColour(), opacity, blue);
    expect(Math.max(Math.abs(r - expected[0]), Math.abs(g - expected[1]), Math.abs(b - expected[2]))).toBeLessThanOrEqual(30);
    await viewer.page.getByRole('button', { name: 'Stop the camera' }).click();
    await viewer.page.getByText('The stream has ended').waitFor();
    await viewer.page.getByRole('button', { name: 'Camera', exact: true }).waitFor();
  });

  test('a video that is dropped on the page becomes a job, and its outputs can be downloaded', async () => {
    await viewer.page.goto(server.http);
    await viewer.page.getByText('Drop a video on the page to process it.').waitFor();
    await viewer.drop('square.mp4', videoFile(join(folder, 'square.mp4'), 12));
    const job = viewer.page.locator('[data-job]', { hasText: 'square.mp4' });
    await viewer.page.locator('[data-job][data-state="SUCCEEDED"]', { hasText: 'square.mp4' }).waitFor();
    expect(await job.innerText()).toContain('12 frames');

    const [download] = await Promise.all([viewer.page.waitForEvent('download'), job.getByRole('button', { name: 'results.jsonl' }).click()]);
    expect(download.suggestedFilename()).toBe('square-results.jsonl');
    const lines = readFileSync(await download.path(), 'utf8').trim().split('\n');
    expect(lines.length).toBe(12);
    expect(lines.every((line) => line.includes('"blue"'))).toBe(true);

    await job.getByRole('button', { name: 'Delete square.mp4' }).click();
    await job.waitFor({ state: 'detached' });
  });

  test('a file that is not a video gets an error', async () => {
    await viewer.page.goto(server.http);
    await viewer.page.getByText('Drop a video on the page to process it.').waitFor();
    await viewer.drop('notes.mp4', Buffer.from('no video'));
    const row = viewer.page.locator('.job', { hasText: 'notes.mp4' });
    await row.locator('.bad').waitFor();
    expect(await row.innerText()).toMatch(/video/i);
  });

  test('on a phone the picture is shown', async () => {
    await viewer.page.setViewportSize({ width: 390, height: 844 });
    const { feeder } = await watch();
    const frame = await feeder.frames(2);
    await viewer.shows(frame);
    expect((await viewer.page.getByTestId('frame').boundingBox())!.width).toBeGreaterThan(300);
    await viewer.expectColour(middleOfSquare(frame), over(squareColour(), opacity, blue));
    await feeder.end();
  });

  test('the colour scheme is that of the system, or the chosen one', async () => {
    await viewer.page.goto(server.http);
    const back = () => viewer.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await expect.poll(back).toBe('rgb(13, 16, 22)');
    await viewer.page.emulateMedia({ colorScheme: 'light' });
    await expect.poll(back).toBe('rgb(244, 245, 247)');
    await viewer.page.getByRole('button', { name: 'Dark colours' }).click();
    await expect.poll(back).toBe('rgb(13, 16, 22)');
  });

  test('the page and its camera sign in with a key', async () => {
    const key = 'vskey_of-the-page';
    const own = await Server.start('http://127.0.0.1:0', {
      Access__Callers__page__KeyHashes__0: `sha256:${createHash('sha256').update(key).digest('hex')}`,
      Access__Callers__page__Rights__0: 'publish,subscribe,preview',
    });
    try {
      await viewer.page.goto(own.http);
      await viewer.page.getByText('Sign-in required', { exact: true }).waitFor();
      expect(await viewer.page.locator('.welcome').innerText()).toBe('Sign in above to see the streams of this server.');
      await viewer.page.getByRole('textbox', { name: 'API key or token' }).fill(key);
      await viewer.page.getByRole('button', { name: 'Sign in' }).click();
      await viewer.page.getByRole('heading', { name: 'No open streams' }).waitFor();
      // The page cannot know the port of gRPC, so it must not claim one.
      expect(await viewer.page.locator('.welcome').innerText()).not.toMatch(/:\d+/);
      await viewer.page.getByRole('button', { name: 'Camera', exact: true }).click();
      await viewer.page.locator('[data-stream^="camera-"]').waitFor();
      await viewer.page.waitForFunction(() => Number(document.querySelector<HTMLElement>('[data-testid=frame]')?.dataset.painted) >= 1);
    } finally {
      await own.kill();
    }
  });

  test('the page reports a lost connection and continues when the server is back', async () => {
    const own = await Server.start();
    const feederPage = await viewer.page.context().newPage();
    const feeder = await Feeder.open(feederPage, own.http, { streamId: 'before' });
    await viewer.page.goto(own.http);
    await viewer.page.locator('[data-stream="before"]').waitFor();
    await viewer.page.getByText('Waiting for the next frame').waitFor();
    await viewer.shows(await feeder.frames(2));

    await own.kill();
    await viewer.page.getByText('No connection to the server').waitFor();
    // The last frame stays on the page.
    await viewer.expectColour(middleOfSquare(1), over(squareColour(), opacity, blue));

    const again = await Server.start(own.http);
    try {
      await viewer.page.getByText('No connection to the server').waitFor({ state: 'detached' });
      const next = await Feeder.open(feederPage, again.http, { streamId: 'after' });
      await viewer.page.locator('[data-stream="after"]').click();
      await viewer.page.getByText('Waiting for the next frame of after').waitFor();
      const frame = await next.frames(3);
      await viewer.shows(frame);
      await viewer.expectColour(middleOfSquare(frame), over(squareColour(), opacity, blue));
      await next.end();
    } finally {
      await again.kill();
    }
  });
});
