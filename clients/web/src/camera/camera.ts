import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { signal } from '@preact/signals';
import { accessToken } from '../server/calls';
import { select } from '../streams/overview';
import { DeliveryPolicy, MaskEncoding, StreamSegmentRequestSchema, StreamSegmentResponseSchema, type StreamSegmentRequest } from '../wire/videoseg/v1/segmentation_service_pb';
import { serverUrl } from '../server/serverUrl';

export type CameraState =
  | { kind: 'off' }
  | { kind: 'starting' }
  | { kind: 'on'; streamId: string; sent: number; received: number }
  | { kind: 'failed'; why: string };

export const camera = signal<CameraState>({ kind: 'off' });

const path = '/ws/videoseg.v1.SegmentationService/StreamSegment';
const framesPerSecond = 15;
const longestSidePx = 1280;
const jpegQuality = 0.85;
/** The maximum number of frames without a result; more would only wait and increase the delay. */
const maxPendingFrames = 3;
let stopCamera: () => void = () => {};

export function endCamera(): void {
  stopCamera();
}

/** Streams the browser's camera until the user stops it, its permission is revoked, or the server ends the stream. */
export async function startCamera(): Promise<void> {
  if (camera.value.kind === 'starting' || camera.value.kind === 'on') {
    return;
  }
  camera.value = { kind: 'starting' };
  let media: MediaStream;
  try {
    if (!navigator.mediaDevices) {
      throw new Error('browsers allow the camera only for pages of https:// and of this machine');
    }
    media = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: longestSidePx }, frameRate: { ideal: framesPerSecond } } });
  } catch (e) {
    camera.value = { kind: 'failed', why: `no camera: ${(e as Error).message}` };
    return;
  }
  const why = await streamUntilItEnds(media);
  media.getTracks().forEach((track) => track.stop());
  camera.value = why ? { kind: 'failed', why } : { kind: 'off' };
}

/** Returns why the stream ended; empty if the user stopped it. */
async function streamUntilItEnds(media: MediaStream): Promise<string> {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = media;
  await video.play();

  // Browsers cannot set headers of a WebSocket, so the credential is sent as a sub-protocol.
  const credential = accessToken.value ? [`videoseg.bearer.${btoa(accessToken.value).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')}`] : [];
  const socket = new WebSocket(`${serverUrl.replace(/^http/, 'ws')}${path}`, ['videoseg.v1', ...credential]);
  socket.binaryType = 'arraybuffer';
  const counts = { sent: 0, received: 0 };
  let streamId = '';
  let stopped = false;
  let timer: ReturnType<typeof setInterval> | undefined;

  return new Promise((resolve) => {
    const send = (message: StreamSegmentRequest['message']) => socket.send(toBinary(StreamSegmentRequestSchema, create(StreamSegmentRequestSchema, { message })));
    stopCamera = () => {
      stopped = true;
      clearInterval(timer);
      // An empty message is the half-close: the server sends the remaining results, then closes.
      if (socket.readyState === WebSocket.OPEN) {
        socket.send(new Uint8Array());
      } else {
        socket.close();
      }
    };
    media.getVideoTracks()[0]?.addEventListener('ended', stopCamera);

    socket.onopen = () =>
      send({
        case: 'config',
        value: {
          $typeName: 'videoseg.v1.StreamConfig',
          streamId: `camera-${Math.random().toString(36).slice(2, 8)}`,
          model: '',
          maskEncoding: MaskEncoding.RLE,
          maxMaskSide: 0,
          deliveryPolicy: DeliveryPolicy.LATEST,
          semanticMap: false,
          keyframePolicy: 0,
          keyframePolicyName: '',
          priority: 0,
        },
      });
    socket.onmessage = ({ data }) => {
      const { message } = fromBinary(StreamSegmentResponseSchema, new Uint8Array(data as ArrayBuffer));
      if (message.case === 'started') {
        streamId = message.value.streamId;
        select(streamId);
        const begin = performance.now();
        timer = setInterval(() => void grab(begin), 1000 / framesPerSecond);
      } else {
        counts.received++;
      }
      camera.value = { kind: 'on', streamId, ...counts };
    };
    socket.onclose = ({ code, reason }) => {
      clearInterval(timer);
      resolve(stopped && code === 1000 ? '' : reason || (code === 1006 ? 'the server does not answer' : 'the server ended the stream'));
    };

    let grabbing = false;
    const grab = async (begin: number) => {
      if (grabbing || socket.bufferedAmount > 0 || counts.sent - counts.received >= maxPendingFrames) {
        return;
      }
      grabbing = true;
      const at = performance.now() - begin;
      const encoded = await jpegOf(video);
      grabbing = false;
      if (!stopped && socket.readyState === WebSocket.OPEN) {
        const presentationTime = create(DurationSchema, { seconds: BigInt(Math.floor(at / 1000)), nanos: Math.floor(at % 1000) * 1_000_000 });
        send({ case: 'frame', value: { $typeName: 'videoseg.v1.Frame', frameNumber: BigInt(counts.sent++), presentationTime, traceParent: '', asStored: false, picture: { case: 'encoded', value: encoded } } });
      }
    };
  });
}

async function jpegOf(video: HTMLVideoElement): Promise<Uint8Array> {
  const scale = Math.min(1, longestSidePx / Math.max(video.videoWidth, video.videoHeight));
  const canvas = new OffscreenCanvas(Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale));
  canvas.getContext('2d')!.drawImage(video, 0, 0, canvas.width, canvas.height);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: jpegQuality })).arrayBuffer());
}
