import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { labelMapOf, type LabelMap } from '../src/masks/labelMap';
import { segmentColour } from '../src/view/colours';
import { MaskPainter } from '../src/view/maskPainter';
import { drawOverlay } from '../src/view/overlay';
import { FrameRecord } from '../src/streams/frameRecord';
import { SubscribeResponseSchema } from '../src/wire/videoseg/v1/result_service_pb';
import { LineSchema, ZoneSchema } from '../src/wire/videoseg/v1/video_event_pb';
import { StreamSegmentResponseSchema } from '../src/wire/videoseg/v1/segmentation_service_pb';

/** The time of each step of a result on the main thread, in ms. */
export interface Cost {
  bytes: number;
  segments: number;
  read: number;
  masks: number;
  upload: number;
  draw: number;
  total: number;
}

const bytes = new Uint8Array(await (await fetch('../test/fixtures/street-1080p.bin')).arrayBuffer());
const reader = new BinaryReader(bytes);
const messages: Uint8Array[] = [];
let categories = new Map();
while (reader.pos < reader.len) {
  const { message } = fromBinary(StreamSegmentResponseSchema, reader.bytes());
  if (message.case === 'started') {
    categories = new Map(message.value.categories.map((category) => [category.categoryId, category]));
  } else {
    messages.push(toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, { message: { case: 'result', value: message.value! } })));
  }
}

const painter = new MaskPainter(document.getElementById('masks') as HTMLCanvasElement);
const overlay = (document.getElementById('overlay') as HTMLCanvasElement).getContext('2d')!;
const maps: (LabelMap | undefined)[] = [undefined, undefined];
const trail: FrameRecord[] = [];
const zonesAndLines = {
  zones: [create(ZoneSchema, { name: 'gate', polygon: [{ x: 0.1, y: 0.3 }, { x: 0.6, y: 0.3 }, { x: 0.6, y: 0.9 }, { x: 0.1, y: 0.9 }] })],
  lines: [create(LineSchema, { name: 'kerb', from: { x: 0.5, y: 0 }, to: { x: 0.5, y: 1 } })],
};

/** Paints one result, from the message's bytes to the canvases, as the page does. */
function paint(message: Uint8Array, turn: number): Cost {
  const start = performance.now();
  const { message: response } = fromBinary(SubscribeResponseSchema, message);
  if (response.case !== 'result') {
    throw new Error('not a result');
  }
  const record = new FrameRecord(response.value);
  const segmentation = record.segmentation!;
  const read = performance.now();
  const map = (maps[turn % 2] = labelMapOf(segmentation, maps[turn % 2]));
  const painted = performance.now();
  painter.setMap(map);
  const uploaded = performance.now();
  trail.push(record);
  trail.splice(0, trail.length - 60);
  painter.draw(segmentation.segments.map((segment) => ({ colour: segmentColour(segment, categories.get(segment.categoryId), 'track'), fill: 0.5, rim: 0.9 })));
  drawOverlay(overlay, segmentation, { categories, colourBy: 'track', opacity: 0.5, labels: true, boxes: true, masks: true, trail, zonesAndLines, events: [], isHidden: () => false, isDimmed: () => false, reservedTop: 0, ratio: 1 });
  const end = performance.now();
  return { bytes: message.length, segments: segmentation.segments.length, read: read - start, masks: painted - read, upload: uploaded - painted, draw: end - uploaded, total: end - start };
}

declare global {
  interface Window {
    measure: (rounds: number) => Promise<Cost[]>;
  }
}

/** Paints each recorded result `rounds` times, one per animation frame, after a warm-up round. */
window.measure = async (rounds) => {
  const costs: Cost[] = [];
  for (let round = -1; round < rounds; round++) {
    for (const [turn, message] of messages.entries()) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const cost = paint(message, turn);
      if (round >= 0) {
        costs.push(cost);
      }
    }
  }
  return costs;
};
