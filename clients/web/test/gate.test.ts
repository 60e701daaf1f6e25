import { expect, test } from 'vitest';
import { CallGate } from '../src/server/callGate';

test('calls past the limit wait for their turn, in order', async () => {
  const gate = new CallGate(2);
  const first = await gate.enter();
  await gate.enter();
  const order: number[] = [];
  const third = gate.enter().then((leave) => (order.push(3), leave));
  const fourth = gate.enter().then((leave) => (order.push(4), leave));
  await Promise.resolve();
  expect(order).toEqual([]);
  expect(gate.open).toBe(2);

  first();
  first();
  (await third)();
  await fourth;
  expect(order).toEqual([3, 4]);
  expect(gate.open).toBe(2);
});

test('a call that is given up leaves no hole', async () => {
  const gate = new CallGate(1);
  const leave = await gate.enter();
  const abort = new AbortController();
  const given = gate.enter(abort.signal);
  const next = gate.enter();
  abort.abort(new Error('given up'));
  await expect(given).rejects.toThrow('given up');
  leave();
  (await next)();
  expect(gate.open).toBe(0);
});
