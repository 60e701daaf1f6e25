import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Feeder } from './feeder';
import { Server } from './server';
import { launchBrowser, ViewerPage } from './viewerPage';

describe('the layout of the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'viewer-'));
  let server: Server;
  let browser: Browser;
  let viewer: ViewerPage;

  beforeAll(async () => {
    const zone = { name: 'entrance', polygon: [[0.52, 0], [0.9, 0], [0.9, 1], [0.52, 1]] };
    const line = { name: 'kerb of the northern entrance', from: [0.5, 0], to: [0.5, 1] };
    writeFileSync(join(folder, 'events.json'), JSON.stringify({ rules: [{ streams: 'cam.*', certain_after: 1, zones: [zone], lines: [line] }] }));
    [server, browser] = await Promise.all([Server.start(undefined, { Events__File: join(folder, 'events.json') }), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.kill();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    viewer = new ViewerPage(await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage());
  });

  afterEach(async () => {
    expect(viewer.problems).toEqual([]);
    await viewer.page.context().close();
  });

  /** Opens a stream of a few frames, in which the square crosses the line and enters the zone, and the page that shows it. */
  async function show(width: number, height: number): Promise<{ feeder: Feeder; page: Page }> {
    const { page } = viewer;
    await page.setViewportSize({ width, height });
    const id = `cam.${width}`;
    const feeder = await Feeder.open(await page.context().newPage(), server.http, { streamId: id });
    await page.goto(`${server.http}/#stream=${id}`);
    await page.getByText(`Waiting for the next frame of ${id}`).waitFor();
    await viewer.shows(await feeder.frames(7));
    return { feeder, page };
  }

  /** The texts of elements whose content is wider than they are. */
  const cut = (page: Page, selector: string) =>
    page.locator(selector).evaluateAll((elements) => elements.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.textContent));
  const tops = (page: Page, selector: string) => page.locator(selector).evaluateAll((elements) => [...new Set(elements.map((e) => Math.round(e.getBoundingClientRect().top)))]);

  test('at 1440x900 the controls are in one row and no event is cut', async () => {
    const { feeder, page } = await show(1440, 900);
    await page.getByRole('button', { name: 'Zones' }).waitFor();
    expect(await tops(page, '.controls button')).toHaveLength(1);
    const events = await page.locator('.event-text').allInnerTexts();
    expect(events.sort()).toEqual(['blue 1 crossed kerb of the northern entrance to the left', 'blue 1 entered entrance']);
    expect(await cut(page, '.event-text')).toEqual([]);
    await feeder.end();
  });

  test('the legend explains events and dropped frames, which look different', async () => {
    const { feeder, page } = await show(1440, 900);
    const swatch = (name: string) =>
      page.locator('.legend').getByText(name, { exact: true }).evaluate((e) => {
        const { backgroundColor, borderTopWidth, clipPath } = getComputedStyle(e, '::before');
        return { backgroundColor, borderTopWidth, clipPath };
      });
    const [event, dropped] = [await swatch('event'), await swatch('dropped')];
    expect(event.clipPath).toContain('polygon');
    expect(dropped).toEqual({ backgroundColor: 'rgba(0, 0, 0, 0)', borderTopWidth: '1px', clipPath: 'none' });
    await feeder.end();
  });

  test('at 820 px no figure is cut, no list scrolls inside the page and the picture has no bars', async () => {
    const { feeder, page } = await show(820, 1180);
    expect(await cut(page, '.statistics dd')).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(820);
    expect(await page.locator('.panel').evaluateAll((panels) => panels.filter((p) => p.scrollHeight > p.clientHeight + 1).length)).toBe(0);
    const [frame, viewport] = await Promise.all(['.frame', '.viewport'].map((selector) => page.locator(selector).boundingBox()));
    expect(viewport!.width - frame!.width).toBeLessThanOrEqual(2);
    expect(viewport!.height - frame!.height).toBeLessThanOrEqual(2);
    await feeder.end();
  });

  test('on a phone nothing is wider than the screen, no list scrolls inside the page and the picture comes before the jobs', async () => {
    const { feeder, page } = await show(390, 844);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await page.locator('.panel').evaluateAll((panels) => panels.filter((p) => p.scrollHeight > p.clientHeight + 1).length)).toBe(0);
    const top = async (selector: string) => (await page.locator(selector).boundingBox())!.y;
    expect(await top('.viewport')).toBeLessThan(await top('[aria-label="Jobs"]'));
    await feeder.end();
  });
});
