import { expect, test } from 'vitest';
import { CallLimiter } from '../src/server/callLimiter';

test('calls beyond the limit wait and start in order', async () => {
  const limiter = new CallLimiter(2);
  const first = await limiter.acquire();
  await limiter.acquire();
  const order: number[] = [];
  const third = limiter.acquire().then((release) => (order.push(3), release));
  const fourth = limiter.acquire().then((release) => (order.push(4), release));
  await Promise.resolve();
  expect(order).toEqual([]);
  expect(limiter.active).toBe(2);

  first();
  first();
  (await third)();
  await fourth;
  expect(order).toEqual([3, 4]);
  expect(limiter.active).toBe(2);
});

test('a cancelled call does not block the calls after it', async () => {
  const limiter = new CallLimiter(1);
  const release = await limiter.acquire();
  const abort = new AbortController();
  const given = limiter.acquire(abort.signal);
  const next = limiter.acquire();
  abort.abort(new Error('cancelled'));
  await expect(given).rejects.toThrow('cancelled');
  release();
  (await next)();
  expect(limiter.active).toBe(0);
});
