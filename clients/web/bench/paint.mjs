// Measures the time of a recorded 1080p result on the main thread, from the message's bytes to the canvases: npm run bench [rounds]
import { chromium } from 'playwright-core';
import { createServer } from 'vite';

const rounds = Number(process.argv[2] ?? 9);
const server = await createServer({ server: { host: '127.0.0.1' }, logLevel: 'error' });
await server.listen();
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`${server.resolvedUrls.local[0]}bench/paint.html`, { waitUntil: 'commit' });
  await page.waitForFunction('window.measure', undefined, { timeout: 120_000 });
  const costs = await page.evaluate((n) => window.measure(n), rounds);
  const median = (of) => costs.map((cost) => cost[of]).sort((a, b) => a - b)[costs.length >> 1];
  const ninth = (of) => costs.map((cost) => cost[of]).sort((a, b) => a - b)[Math.floor(costs.length * 0.9)];
  console.log(`${costs.length} paintings of 1920x1080 results, ${Math.round(median('bytes') / 1000)} KB and ${median('segments')} segments at the median`);
  for (const step of ['read', 'masks', 'upload', 'draw', 'total']) {
    console.log(`${step.padEnd(7)} median ${median(step).toFixed(2)} ms, 90 % below ${ninth(step).toFixed(2)} ms`);
  }
  console.log(JSON.stringify({ median_ms: median('total'), p90_ms: ninth('total'), most_ms: Math.max(...costs.map((cost) => cost.total)) }));
} finally {
  await browser.close();
  await server.close();
}
