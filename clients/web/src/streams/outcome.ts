import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { KeyframeReason, type FrameResult } from '../wire/videoseg/v1/frame_result_pb';

/** What the page asks of a result again and again, in plain numbers. */
export interface Outcome {
  kind: 'segmented' | 'dropped' | 'failed';
  /** When it was there, in ms since 1970 by the server's clock. */
  doneMs: number;
  /** From the frame's arrival to its outcome. */
  delayMs: number;
  /** The stations: until the pixels were there, the network, and what came behind it. */
  stagesMs: [number, number, number];
  /** Why the frame is a keyframe; empty for the others. */
  keyframe: string;
}

const reasons: Record<KeyframeReason, string> = {
  [KeyframeReason.UNSPECIFIED]: 'keyframe',
  [KeyframeReason.FIRST_FRAME]: 'first frame',
  [KeyframeReason.EVERY_FRAME]: 'every frame is one',
  [KeyframeReason.INTERVAL]: 'interval is over',
  [KeyframeReason.SCENE_CUT]: 'another scene',
  [KeyframeReason.RESIDUAL]: 'no longer explained by the last one',
  [KeyframeReason.UNCOVERED]: 'too much that the last one did not see',
  [KeyframeReason.RESOLUTION_CHANGE]: 'another frame size',
  [KeyframeReason.GAP]: 'a gap in time',
  [KeyframeReason.RECOVERY]: 'the step before failed',
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
