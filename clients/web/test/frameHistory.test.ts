import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { FrameRecord } from '../src/streams/frameRecord';
import { FrameHistory } from '../src/streams/frameHistory';
import { FrameResultSchema } from '../src/wire/videoseg/v1/frame_result_pb';

const record = (sequence: number, pictureBytes = 0, segmented = true) =>
  new FrameRecord(create(FrameResultSchema, { sequence: BigInt(sequence), frameNumber: BigInt(sequence), outcome: segmented ? { case: 'segmentation', value: {} } : { case: 'drop', value: {} } }), pictureBytes ? new Uint8Array(pictureBytes) : undefined);
const sequences = (frameHistory: FrameHistory) => frameHistory.records.map((m) => m.sequence);

test('records are ordered by sequence, each once', () => {
  const frameHistory = new FrameHistory();
  for (const sequence of [10, 12, 11, 12, 15]) {
    frameHistory.add(record(sequence));
  }
  frameHistory.addBefore([8, 9, 10].map((sequence) => record(sequence)));
  expect(sequences(frameHistory)).toEqual([8, 9, 10, 11, 12, 15]);
  expect([7, 8, 13, 99].map((sequence) => frameHistory.indexAtOrBefore(sequence))).toEqual([-1, 0, 4, 5]);
});

test('the oldest records are removed first, but none from the shown one on', () => {
  const frameHistory = new FrameHistory(3);
  [1, 2, 3, 4, 5].forEach((sequence) => frameHistory.add(record(sequence)));
  frameHistory.trim(2);
  expect(sequences(frameHistory)).toEqual([2, 3, 4, 5]);
  frameHistory.trim();
  expect(sequences(frameHistory)).toEqual([3, 4, 5]);
});

test('pictures are removed before their results', () => {
  const frameHistory = new FrameHistory(10, 250);
  [1, 2, 3, 4].forEach((sequence) => frameHistory.add(record(sequence, 100)));
  frameHistory.trim();
  expect(frameHistory.records.map((m) => m.picture?.length ?? 0)).toEqual([0, 0, 100, 100]);
});

test('steps skip frames without masks', () => {
  const frameHistory = new FrameHistory();
  [1, 2, 3, 4, 5].forEach((sequence) => frameHistory.add(record(sequence, 0, ![2, 3].includes(sequence))));
  expect(frameHistory.segmentedFrom(4, -1)?.sequence).toBe(1);
  expect(frameHistory.segmentedFrom(1, 2)?.sequence).toBe(5);
  expect(frameHistory.segmentedFrom(1, -1)).toBeUndefined();
});
