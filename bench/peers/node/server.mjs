// A peer of VideoSeg: gRPC, ONNX Runtime and libvips' JPEG decoder with the same graph. It answers the same calls with the same segments,
// but without tracks and without scores of stuff. Frame t + 1 is decoded and inferred while frame t is merged.
//
//     node server.mjs MODEL_FOLDER PROTOS_FOLDER
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import ort from 'onnxruntime-node';
import sharp from 'sharp';
import { merge } from './panoptic.mjs';
import { runLengths } from './rle.mjs';

const [folder, protos] = process.argv.slice(2);
const model = JSON.parse(fs.readFileSync(path.join(folder, 'model.json'), 'utf8'));
const { width: inputWidth, height: inputHeight } = model.input;
const session = await ort.InferenceSession.create(path.join(folder, model.graphs.keyframe), {
  intraOpNumThreads: os.cpus().length, graphOptimizationLevel: 'all',
});

const definition = loader.loadSync('videoseg/v1/segmentation_service.proto', { includeDirs: [protos], keepCase: true, longs: Number, defaults: true });
const { videoseg } = grpc.loadPackageDefinition(definition);

async function decode(file) {
  const image = sharp(file);
  const { width, height } = await image.metadata();
  const pixels = await image.resize(inputWidth, inputHeight, { fit: 'fill', kernel: 'linear' }).removeAlpha().raw().toBuffer();
  return { width, height, tensor: new ort.Tensor('uint8', pixels, [1, inputHeight, inputWidth, 3]) };
}

function resultOf(frame, { width, height }, heads) {
  const { labels, segments } = merge(heads, model, width, height);
  const counts = runLengths(labels, width, height, segments.length);
  return {
    frame_number: frame.frame_number,
    presentation_time: frame.presentation_time,
    segmentation: {
      width, height, keyframe: true, keyframe_reason: 'KEYFRAME_REASON_EVERY_FRAME',
      segments: segments.map((segment, i) => ({
        segment_id: i + 1, category_id: segment.category.id, is_thing: segment.category.kind === 'thing', score: segment.score,
        box: segment.box, area: segment.area, rle: { width, height, counts: counts[i] },
      })),
    },
  };
}

function streamSegment(call) {
  let decoded = Promise.resolve();
  let inferred = Promise.resolve();
  let written = Promise.resolve();
  const fail = (error) => call.emit('error', { code: grpc.status.INTERNAL, details: String(error) });
  call.on('data', ({ config, frame }) => {
    if (config) {
      call.write({ started: {
        stream_id: 'peer', model: model.name, model_version: model.version,
        categories: model.classes.map((c) => ({ category_id: c.id, name: c.name, is_thing: c.kind === 'thing' })),
        limits: { max_message_bytes: 32 << 20, max_frame_pixels: 1 << 25 },
      } });
      return;
    }
    const pixels = decoded = decoded.then(() => decode(frame.encoded));
    const heads = inferred = Promise.all([pixels, inferred]).then(([{ tensor }]) => session.run({ image: tensor }));
    written = Promise.all([pixels, heads, written])
      .then(([size, outputs]) => call.write({ result: resultOf(frame, size, outputs) }))
      .catch(fail);
  });
  call.on('end', () => { written.then(() => call.end()); });
}

const server = new grpc.Server({ 'grpc.max_receive_message_length': 32 << 20 });
server.addService(videoseg.v1.SegmentationService.service, { StreamSegment: streamSegment });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`ready grpc=http://127.0.0.1:${port} node=${process.version} onnxruntime=${ort.env.versions.node} sharp=${sharp.versions.sharp}`);
});
