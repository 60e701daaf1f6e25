import { computed, effect, signal } from '@preact/signals';
import { Code, ConnectError } from '@connectrpc/connect';
import { isPermanent, messageOf, resultCalls } from '../server/calls';
import { connection } from '../server/connection';
import { FrameRecord } from './frameRecord';
import { selectedId } from './overview';
import { FrameHistory } from './frameHistory';

/** The frames of the selected stream with masks and pictures: live, and older ones from the server's results log. */
export const frameHistory = new FrameHistory();

/** Changes with each new record. */
export const version = signal(0);

function changed(): void {
  version.value = version.peek() + 1;
}

/** The sequence of the record that is shown while paused; null while live. */
export const pausedAt = signal<number | null>(null);

/** The record that is shown. */
export const shown = signal<FrameRecord | undefined>(undefined);

/** Why the subscription failed, for people; empty if it did not. */
export const playerProblem = signal('');

/** Results that this page was too slow for since the stream was selected. */
export const missed = signal(0);

/** Whether the server's log has results before the first record: not asked yet, asking, no. */
export type OlderState = 'unknown' | 'loading' | 'end';
export const older = signal<OlderState>('unknown');

export const isLive = computed(() => pausedAt.value === null);

const previewPx = 1280;
const previewRate = 30;
const olderRecords = 120;
/** If no picture arrives for this long, records without a picture are shown. */
const pictureWaitMs = 2500;
let lastPictureAt = -Infinity;

export function playSelected(): void {
  effect(() => {
    const id = selectedId.value;
    const online = connection.value.kind === 'online';
    if (!online || !id) {
      return;
    }

    const abort = new AbortController();
    const continues = frameHistory.last?.result.streamId === id;
    if (!continues) {
      frameHistory.clear();
      shown.value = undefined;
      pausedAt.value = null;
      older.value = 'unknown';
      missed.value = 0;
      changed();
    }
    void play(id, continues ? frameHistory.last!.sequence + 1 : undefined, abort.signal);
    return () => abort.abort();
  });
}

async function play(id: string, from: number | undefined, abort: AbortSignal): Promise<void> {
  while (!abort.aborted) {
    playerProblem.value = '';
    try {
      const messages = resultCalls.subscribe(
        { pattern: id, fromSequence: from === undefined ? undefined : BigInt(from), preview: { maxSide: previewPx, maxRate: previewRate } },
        { signal: abort },
      );
      let picture: { frame: bigint; jpeg: Uint8Array<ArrayBuffer> } | undefined;
      for await (const { message } of messages) {
        if (message.case === 'preview') {
          picture = { frame: message.value.frameNumber, jpeg: message.value.jpeg as Uint8Array<ArrayBuffer> };
        } else if (message.case === 'result') {
          const own = picture?.frame === message.value.frameNumber ? picture.jpeg : undefined;
          add(new FrameRecord(message.value, own));
          from = Number(message.value.sequence) + 1;
          picture = undefined;
        } else if (message.case === 'missed') {
          missed.value += Number(message.value.count);
        }
      }
    } catch (e) {
      if (abort.aborted) {
        return;
      }
      playerProblem.value = messageOf(e);
      if (isPermanent(e)) {
        return;
      }
      if (ConnectError.from(e).code === Code.OutOfRange) {
        from = undefined;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function add(record: FrameRecord): void {
  frameHistory.add(record);
  frameHistory.trim(pausedAt.value ?? Infinity);
  if (record.picture) {
    lastPictureAt = performance.now();
  }
  if (isLive.value && (record.picture || (record.segmentation && performance.now() - lastPictureAt > pictureWaitMs))) {
    shown.value = record;
  }
  changed();
}

export function pause(): void {
  if (isLive.value && shown.value) {
    pausedAt.value = shown.value.sequence;
  }
}

export function goLive(): void {
  pausedAt.value = null;
  frameHistory.trim();
  shown.value = frameHistory.records.findLast((record) => record.picture) ?? frameHistory.last;
  changed();
}

export function togglePause(): void {
  if (isLive.value) {
    pause();
  } else {
    goLive();
  }
}

/** Pauses and shows a record; for one without masks, the nearest one with masks, preferably before it. */
export function seek(record: FrameRecord | undefined): void {
  const target = record && (record.segmentation ? record : frameHistory.segmentedFrom(record.sequence, -1) ?? frameHistory.segmentedFrom(record.sequence, 1));
  if (target) {
    pausedAt.value = target.sequence;
    shown.value = target;
  }
}

/** Pauses and moves by a number of frames (back, if negative). Before the first record the server's log is read. */
export async function step(by: number): Promise<void> {
  pause();
  const now = pausedAt.value;
  if (now === null) {
    return;
  }

  let next = frameHistory.segmentedFrom(now, by);
  if (!next && by < 0) {
    await loadOlder();
    next = frameHistory.segmentedFrom(now, by) ?? frameHistory.first;
  }
  if (pausedAt.value === now) {
    seek(next ?? (by > 0 ? frameHistory.last : undefined));
  }
}

/** Reads results before the first record from the server's log. */
export async function loadOlder(): Promise<void> {
  const first = frameHistory.first;
  const id = selectedId.value;
  if (!first || older.value !== 'unknown') {
    return;
  }

  older.value = 'loading';
  try {
    // Sequences count the results of all streams, so the distance to this stream's older results is unknown: search ever further back.
    let found: FrameRecord[] = [];
    let firstKept = 0;
    for (let back = olderRecords; found.length === 0; back *= 4) {
      const from = Math.max(firstKept, 1, first.sequence - back);
      ({ records: found, firstKept } = await readLog(id, from, first.sequence));
      if (from <= Math.max(firstKept, 1)) {
        break;
      }
    }
    if (selectedId.value === id) {
      frameHistory.addBefore(found);
      older.value = found.length === 0 ? 'end' : 'unknown';
      changed();
    }
  } catch (e) {
    playerProblem.value = messageOf(e);
    older.value = 'unknown';
  }
}

async function readLog(id: string, from: number, until: number): Promise<{ records: FrameRecord[]; firstKept: number }> {
  const abort = new AbortController();
  const records: FrameRecord[] = [];
  let firstKept = 0;
  let picture: { frame: bigint; jpeg: Uint8Array<ArrayBuffer> } | undefined;
  try {
    const messages = resultCalls.subscribe(
      { pattern: id, fromSequence: BigInt(from), preview: { maxSide: previewPx, maxRate: previewRate } },
      { signal: abort.signal },
    );
    for await (const { message } of messages) {
      if (message.case === 'started') {
        firstKept = Number(message.value.firstKeptSequence);
        if (firstKept >= until) {
          break;
        }
      } else if (message.case === 'preview') {
        picture = { frame: message.value.frameNumber, jpeg: message.value.jpeg as Uint8Array<ArrayBuffer> };
      } else if (message.case === 'missed' && Number(message.value.lastSequence) + 1 >= until) {
        break;
      } else if (message.case === 'result') {
        // The first record that is already present ends the search.
        if (Number(message.value.sequence) >= until) {
          break;
        }
        records.push(new FrameRecord(message.value, picture?.frame === message.value.frameNumber ? picture.jpeg : undefined));
      }
    }
  } finally {
    abort.abort();
  }
  return { records, firstKept };
}
