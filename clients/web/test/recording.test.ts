import { create } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { Moment } from '../src/streams/moment';
import { Recording } from '../src/streams/recording';
import { FrameResultSchema } from '../src/wire/videoseg/v1/frame_result_pb';

const moment = (sequence: number, pictureBytes = 0, segmented = true) =>
  new Moment(create(FrameResultSchema, { sequence: BigInt(sequence), frameNumber: BigInt(sequence), outcome: segmented ? { case: 'segmentation', value: {} } : { case: 'drop', value: {} } }), pictureBytes ? new Uint8Array(pictureBytes) : undefined);
const sequences = (recording: Recording) => recording.moments.map((m) => m.sequence);

test('moments lie in the order of their sequence, each once', () => {
  const recording = new Recording();
  for (const sequence of [10, 12, 11, 12, 15]) {
    recording.add(moment(sequence));
  }
  recording.addBefore([8, 9, 10].map((sequence) => moment(sequence)));
  expect(sequences(recording)).toEqual([8, 9, 10, 11, 12, 15]);
  expect([7, 8, 13, 99].map((sequence) => recording.indexAtOrBefore(sequence))).toEqual([-1, 0, 4, 5]);
});

test('the oldest go first, but nothing from the one that is looked at on', () => {
  const recording = new Recording(3);
  [1, 2, 3, 4, 5].forEach((sequence) => recording.add(moment(sequence)));
  recording.trim(2);
  expect(sequences(recording)).toEqual([2, 3, 4, 5]);
  recording.trim();
  expect(sequences(recording)).toEqual([3, 4, 5]);
});

test('pictures go before their results do', () => {
  const recording = new Recording(10, 250);
  [1, 2, 3, 4].forEach((sequence) => recording.add(moment(sequence, 100)));
  recording.trim();
  expect(recording.moments.map((m) => m.picture?.length ?? 0)).toEqual([0, 0, 100, 100]);
});

test('steps pass over what has nothing to show', () => {
  const recording = new Recording();
  [1, 2, 3, 4, 5].forEach((sequence) => recording.add(moment(sequence, 0, ![2, 3].includes(sequence))));
  expect(recording.segmentedFrom(4, -1)?.sequence).toBe(1);
  expect(recording.segmentedFrom(1, 2)?.sequence).toBe(5);
  expect(recording.segmentedFrom(1, -1)).toBeUndefined();
});
