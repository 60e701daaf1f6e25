// Records the responses of a real server for a clip: npx vite-node bench/record.ts HTTP_URL OUT.bin FRAME.jpg… (Node 22, or 20 with NODE_OPTIONS=--experimental-websocket)
// The file holds StreamSegmentResponse messages, each preceded by its length as a varint: `started`, then the results.
import { readFileSync, writeFileSync } from 'node:fs';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { sizeDelimitedEncode } from '@bufbuild/protobuf/wire';
import { StreamSegmentRequestSchema, StreamSegmentResponseSchema } from '../src/wire/videoseg/v1/segmentation_service_pb';

const [server, out, ...frames] = process.argv.slice(2);
const socket = new WebSocket(`${server!.replace('http', 'ws')}/ws/videoseg.v1.SegmentationService/StreamSegment`);
socket.binaryType = 'arraybuffer';
const messages: Uint8Array[] = [];
const send = (message: Parameters<typeof create<typeof StreamSegmentRequestSchema>>[1]) => socket.send(toBinary(StreamSegmentRequestSchema, create(StreamSegmentRequestSchema, message)));

socket.onopen = () => send({ message: { case: 'config', value: { streamId: 'street' } } });
socket.onmessage = ({ data }) => {
  const response = fromBinary(StreamSegmentResponseSchema, new Uint8Array(data as ArrayBuffer));
  messages.push(sizeDelimitedEncode(StreamSegmentResponseSchema, response));
  if (response.message.case === 'started') {
    frames.forEach((path, i) => send({ message: { case: 'frame', value: { frameNumber: BigInt(i), presentationTime: { seconds: BigInt(Math.floor(i / 10)), nanos: (i % 10) * 100_000_000 }, picture: { case: 'encoded', value: readFileSync(path) } } } }));
    socket.send(new Uint8Array());
  }
};
socket.onclose = ({ code, reason }) => {
  if (code !== 1000) {
    throw new Error(`${code} ${reason}`);
  }
  writeFileSync(out!, Buffer.concat(messages));
  console.log(`${messages.length - 1} results, ${Buffer.concat(messages).length} bytes`);
};
