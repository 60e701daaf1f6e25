// Takes the screenshots of docs/viewer.md from a running server with an open stream: node screenshots.mjs [HTTP_URL]
import { chromium } from 'playwright-core';

const url = process.argv[2] ?? 'http://127.0.0.1:5081';
const images = new URL('../../docs/images/', import.meta.url).pathname;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 860 }, colorScheme: 'dark' });
  await page.goto(url);
  // Enough frames for trails and the timeline.
  await page.waitForFunction(() => Number(document.querySelector('[data-testid=frame]')?.dataset.painted) >= 100, undefined, { timeout: 200_000 });
  await page.keyboard.press('Space');
  await shoot('viewer');

  await page.emulateMedia({ colorScheme: 'light' });
  await page.keyboard.press('c');
  await shoot('viewer-light');

  async function shoot(name) {
    await page.waitForFunction(() => {
      const { frame, painted } = document.querySelector('[data-testid=frame]').dataset;
      return frame === painted;
    });
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    await page.screenshot({ path: `${images}${name}.jpg`, quality: 82 });
  }
} finally {
  await browser.close();
}
