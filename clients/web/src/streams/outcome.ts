import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { KeyframeReason, type FrameResult } from '../wire/videoseg/v1/frame_result_pb';

/** The parts of a result that the page uses often, as plain numbers. */
export interface Outcome {
  kind: 'segmented' | 'dropped' | 'failed';
  /** When the outcome was complete, in ms since 1970, by the server's clock. */
  doneMs: number;
  /** From the receipt of the frame to its outcome. */
  delayMs: number;
  /** The duration of each stage: waiting and decoding, inference, masks and tracks. */
  stagesMs: [number, number, number];
  /** Why the frame is a keyframe; empty for a propagated frame. */
  keyframe: string;
}

const reasons: Record<KeyframeReason, string> = {
  [KeyframeReason.UNSPECIFIED]: 'keyframe',
  [KeyframeReason.FIRST_FRAME]: 'first frame',
  [KeyframeReason.EVERY_FRAME]: 'every frame',
  [KeyframeReason.INTERVAL]: 'interval',
  [KeyframeReason.SCENE_CUT]: 'scene cut',
  [KeyframeReason.RESIDUAL]: 'differs from the last keyframe',
  [KeyframeReason.UNCOVERED]: 'uncovered area',
  [KeyframeReason.RESOLUTION_CHANGE]: 'frame size changed',
  [KeyframeReason.GAP]: 'gap',
  [KeyframeReason.RECOVERY]: 'recovery after an error',
};

export function outcomeOf(result: FrameResult): Outcome {
  const times = result.times;
  const received = ms(times?.received, 0);
  const decoded = ms(times?.decoded, received);
  const inferred = ms(times?.inferred, decoded);
  const done = ms(times?.done, inferred);
  const segmentation = result.outcome.case === 'segmentation' ? result.outcome.value : undefined;
  return {
    kind: segmentation ? 'segmented' : result.outcome.case === 'drop' ? 'dropped' : 'failed',
    doneMs: done,
    delayMs: done - received,
    stagesMs: [decoded - received, inferred - decoded, done - inferred],
    keyframe: segmentation?.keyframe ? reasons[segmentation.keyframeReason] ?? 'keyframe' : '',
  };
}

function ms(time: Timestamp | undefined, otherwise: number): number {
  return time ? Number(time.seconds) * 1000 + time.nanos / 1e6 : otherwise;
}
