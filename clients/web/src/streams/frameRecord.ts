import type { FrameResult, Segmentation } from '../wire/videoseg/v1/frame_result_pb';
import { outcomeOf, type Outcome } from './outcome';

/** One frame of the selected stream: its result, and its picture if one was sent. */
export class FrameRecord {
  readonly sequence: number;
  readonly frame: number;
  readonly outcome: Outcome;
  /** A JPEG. */
  picture?: Uint8Array<ArrayBuffer>;

  constructor(readonly result: FrameResult, picture?: Uint8Array<ArrayBuffer>) {
    this.sequence = Number(result.sequence);
    this.frame = Number(result.frameNumber);
    this.outcome = outcomeOf(result);
    this.picture = picture;
  }

  get segmentation(): Segmentation | undefined {
    return this.result.outcome.case === 'segmentation' ? this.result.outcome.value : undefined;
  }
}
