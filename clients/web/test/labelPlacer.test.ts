import { expect, test } from 'vitest';
import { LabelPlacer, type Area } from '../src/view/labelPlacer';

const overlap = (a: Area, b: Area) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('no label covers another, leaves the canvas or enters the reserved area', () => {
  let seed = 3;
  const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
  for (let round = 0; round < 50; round++) {
    const reserved = { x: 0, y: 0, width: 800, height: 34 };
    const labels = new LabelPlacer(800, 600, 2, [reserved]);
    const placed: Area[] = [];
    for (let i = 0; i < 60; i++) {
      const [x, y] = [random() * 850 - 50, random() * 650 - 50];
      const area = labels.place(40 + random() * 100, 16, [{ x, y: y - 18 }, { x, y: y + 40 }, { x, y }]);
      if (area) {
        expect(area.x >= 0 && area.y >= 0 && area.x + area.width <= 800 && area.y + area.height <= 600).toBe(true);
        expect([reserved, ...placed].filter((other) => overlap(area, other))).toEqual([]);
        placed.push(area);
      }
    }
    expect(placed.length).toBeGreaterThan(10);
  }
});

test('a label takes the first position that is free', () => {
  const labels = new LabelPlacer(100, 100, 2);
  const positions = [{ x: 10, y: 10 }, { x: 10, y: 40 }];
  expect([1, 2, 3].map(() => labels.place(30, 16, positions)?.y)).toEqual([10, 40, undefined]);
});
