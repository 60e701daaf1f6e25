import { readFileSync } from 'node:fs';
import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { FrameResult } from '../src/wire/videoseg/v1/frame_result_pb';
import { StreamSegmentResponseSchema } from '../src/wire/videoseg/v1/segmentation_service_pb';

/** The results of a real server for the bundled clip at 1920x1080 (bench/record.ts). */
export function recordedResults(): FrameResult[] {
  const reader = new BinaryReader(readFileSync(new URL('fixtures/street-1080p.bin', import.meta.url)));
  const results: FrameResult[] = [];
  while (reader.pos < reader.len) {
    const { message } = fromBinary(StreamSegmentResponseSchema, reader.bytes());
    if (message.case === 'result') {
      results.push(message.value);
    }
  }
  return results;
}
