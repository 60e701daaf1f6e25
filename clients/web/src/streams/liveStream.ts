import { signal } from '@preact/signals';
import type { Category } from '../wire/videoseg/v1/category_pb';
import type { FrameResult } from '../wire/videoseg/v1/frame_result_pb';
import type { Preview, StreamState } from '../wire/videoseg/v1/result_service_pb';
import { outcomeOf } from './outcome';

export interface StreamStatistics {
  /** Segmented frames per second, over the last seconds. */
  rate: number;
  /** The median delay of the last results, in ms. */
  medianDelay: number;
  drops: number;
  errors: number;
  results: number;
  /** The share of keyframes among the last results, 0 to 1. */
  keyframeShare: number;
  /** The last delays, oldest first, in ms. */
  delays: number[];
}

const rateWindowMs = 5000;
const keptResults = 100;

/** A stream as the list shows it: statistics of the last results, a thumbnail. */
export class LiveStream {
  readonly id: string;
  readonly state = signal<StreamState>(undefined!);
  readonly statistics = signal<StreamStatistics>({ rate: 0, medianDelay: 0, drops: 0, errors: 0, results: 0, keyframeShare: 0, delays: [] });
  /** An object URL; empty if there is none yet. */
  readonly thumbnail = signal('');
  readonly open = signal(true);
  /** Why the source of the stream sends nothing that can be shown; empty: there is no such problem. */
  readonly problem = signal('');
  #recent: { at: number; delay: number; keyframe: boolean; segmented: boolean }[] = [];
  #drops: number;
  #errors: number;
  #results: number;

  constructor(state: StreamState) {
    this.id = state.streamId;
    this.state.value = state;
    this.#drops = Number(state.drops);
    this.#errors = Number(state.errors);
    this.#results = Number(state.results);
  }

  get categories(): Map<number, Category> {
    return new Map(this.state.value.categories.map((category) => [category.categoryId, category]));
  }

  addResult(result: FrameResult, now: number): void {
    const outcome = outcomeOf(result);
    this.#results++;
    this.#drops += outcome.kind === 'dropped' ? 1 : 0;
    this.#errors += outcome.kind === 'failed' ? 1 : 0;
    this.#recent.push({ at: now, delay: outcome.delayMs, keyframe: outcome.keyframe !== '', segmented: outcome.kind === 'segmented' });
    if (this.#recent.length > keptResults * 4) {
      this.#recent = this.#recent.slice(-keptResults * 2);
    }
  }

  setPreview(preview: Preview): void {
    URL.revokeObjectURL(this.thumbnail.value);
    this.thumbnail.value = URL.createObjectURL(new Blob([preview.jpeg as Uint8Array<ArrayBuffer>], { type: 'image/jpeg' }));
  }

  /** Recomputes the statistics; called a few times per second instead of for each result. */
  updateStatistics(now: number): void {
    const segmented = this.#recent.filter((r) => r.segmented);
    const within = segmented.filter((r) => now - r.at < rateWindowMs);
    const last = segmented.slice(-keptResults);
    const sorted = last.map((r) => r.delay).sort((a, b) => a - b);
    const since = within.length > 1 ? now - within[0]!.at : 0;
    this.statistics.value = {
      rate: since > 0 ? ((within.length - 1) * 1000) / since : 0,
      medianDelay: sorted[sorted.length >> 1] ?? 0,
      drops: this.#drops,
      errors: this.#errors,
      results: this.#results,
      keyframeShare: last.length ? last.filter((r) => r.keyframe).length / last.length : 0,
      delays: last.slice(-48).map((r) => r.delay),
    };
  }

  dispose(): void {
    URL.revokeObjectURL(this.thumbnail.value);
  }
}
