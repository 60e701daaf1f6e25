import { computed, effect, signal } from '@preact/signals';
import { Code, ConnectError } from '@connectrpc/connect';
import { isRefusal, messageOf, resultCalls } from '../server/calls';
import { connection } from '../server/connection';
import { Moment } from './moment';
import { selectedId } from './overview';
import { Recording } from './recording';

/** The stream that is looked at: its results with masks and pictures, as they come and back through the server's log. */
export const recording = new Recording();

/** Changes with each moment that comes. */
export const version = signal(0);

function changed(): void {
  version.value = version.peek() + 1;
}

/** Live: the newest moment that has a picture. Else the sequence of the moment that is looked at. */
export const pausedAt = signal<number | null>(null);

/** What the stage shows now. */
export const shown = signal<Moment | undefined>(undefined);

/** What the subscription says of itself, for people; empty: nothing. */
export const focusProblem = signal('');

/** Results that came too fast for this page since the stream was chosen. */
export const missed = signal(0);

export type OlderState = 'unknown' | 'loading' | 'end';
export const older = signal<OlderState>('unknown');

export const isLive = computed(() => pausedAt.value === null);

const previewPx = 1280;
const previewRate = 30;
const olderMoments = 120;
/** A moment without a picture is shown when pictures have stayed away for so long. */
const pictureWaitMs = 2500;
let lastPictureAt = -Infinity;

export function followSelected(): void {
  effect(() => {
    const id = selectedId.value;
    const online = connection.value.kind === 'online';
    if (!online || !id) {
      return;
    }

    const abort = new AbortController();
    const goesOn = recording.last?.result.streamId === id;
    if (!goesOn) {
      recording.clear();
      shown.value = undefined;
      pausedAt.value = null;
      older.value = 'unknown';
      missed.value = 0;
      changed();
    }
    void follow(id, goesOn ? recording.last!.sequence + 1 : undefined, abort.signal);
    return () => abort.abort();
  });
}

async function follow(id: string, from: number | undefined, abort: AbortSignal): Promise<void> {
  while (!abort.aborted) {
    focusProblem.value = '';
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
          take(new Moment(message.value, own));
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
      focusProblem.value = messageOf(e);
      if (isRefusal(e)) {
        return;
      }
      if (ConnectError.from(e).code === Code.OutOfRange) {
        from = undefined;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function take(moment: Moment): void {
  recording.add(moment);
  recording.trim(pausedAt.value ?? Infinity);
  if (moment.picture) {
    lastPictureAt = performance.now();
  }
  if (isLive.value && (moment.picture || (moment.segmentation && performance.now() - lastPictureAt > pictureWaitMs))) {
    shown.value = moment;
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
  recording.trim();
  shown.value = recording.moments.findLast((moment) => moment.picture) ?? recording.last;
  changed();
}

export function togglePause(): void {
  if (isLive.value) {
    pause();
  } else {
    goLive();
  }
}

/** Looks at one moment, which pauses; where it has no masks, at the one before it that has. */
export function lookAt(moment: Moment | undefined): void {
  const seen = moment && (moment.segmentation ? moment : recording.segmentedFrom(moment.sequence, -1) ?? recording.segmentedFrom(moment.sequence, 1));
  if (seen) {
    pausedAt.value = seen.sequence;
    shown.value = seen;
  }
}

/** So many results on (or back, below 0); before the first one that is here the server's log is asked. */
export async function step(by: number): Promise<void> {
  pause();
  const now = pausedAt.value;
  if (now === null) {
    return;
  }

  let next = recording.segmentedFrom(now, by);
  if (!next && by < 0) {
    await loadOlder();
    next = recording.segmentedFrom(now, by) ?? recording.first;
  }
  if (pausedAt.value === now) {
    lookAt(next ?? (by > 0 ? recording.last : undefined));
  }
}

/** Asks the log for results before the first one that is here. */
export async function loadOlder(): Promise<void> {
  const first = recording.first;
  const id = selectedId.value;
  if (!first || older.value !== 'unknown') {
    return;
  }

  older.value = 'loading';
  try {
    // Sequences count the results of all streams, so how far back so many of this one lie is a guess that grows.
    let found: Moment[] = [];
    let firstKept = 0;
    for (let back = olderMoments; found.length === 0; back *= 4) {
      const from = Math.max(firstKept, 1, first.sequence - back);
      ({ moments: found, firstKept } = await readLog(id, from, first.sequence));
      if (from <= Math.max(firstKept, 1)) {
        break;
      }
    }
    if (selectedId.value === id) {
      recording.addBefore(found);
      older.value = found.length === 0 ? 'end' : 'unknown';
      changed();
    }
  } catch (e) {
    focusProblem.value = messageOf(e);
    older.value = 'unknown';
  }
}

async function readLog(id: string, from: number, until: number): Promise<{ moments: Moment[]; firstKept: number }> {
  const abort = new AbortController();
  const moments: Moment[] = [];
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
        // The stream's first result that is here already ends the search.
        if (Number(message.value.sequence) >= until) {
          break;
        }
        moments.push(new Moment(message.value, picture?.frame === message.value.frameNumber ? picture.jpeg : undefined));
      }
    }
  } finally {
    abort.abort();
  }
  return { moments, firstKept };
}
