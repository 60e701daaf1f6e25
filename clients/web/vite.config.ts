import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The page may lie below a path of a proxy.
  base: './',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: { target: 'es2022', modulePreload: { polyfill: false } },
  // `npm run dev` forwards calls to a running server: VIDEOSEG_HTTP=http://127.0.0.1:5081.
  server: { proxy: Object.fromEntries(['/videoseg.v1', '/healthz', '/ws'].map((path) => [path, { target: process.env.VIDEOSEG_HTTP ?? 'http://127.0.0.1:5081', ws: true }])) },
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false },
});
