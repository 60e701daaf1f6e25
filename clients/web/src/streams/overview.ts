import { computed, signal } from '@preact/signals';
import { connection, keepOpen } from '../server/connection';
import { resultCalls } from '../server/calls';
import { StreamChangeKind, type StreamChange } from '../wire/videoseg/v1/result_service_pb';
import { LiveStream } from './liveStream';

/** All open streams, from one subscription: results without masks, and small pictures. */
export const streams = signal<ReadonlyMap<string, LiveStream>>(new Map());

/** The one that is looked at; empty: none. */
export const selectedId = signal(new URLSearchParams(location.hash.slice(1)).get('stream') ?? '');
export const selected = computed(() => streams.value.get(selectedId.value));

const thumbnailPx = 320;
const thumbnailRate = 1;
const figuresEveryMs = 400;
/** What a closed stream showed stays for a while, so that its last picture can be looked at. */
const closedStaysMs = 60_000;

export function select(id: string): void {
  selectedId.value = id;
  history.replaceState(null, '', id ? `#stream=${encodeURIComponent(id)}` : location.pathname);
}

export function followStreams(): void {
  setInterval(() => {
    const now = performance.now();
    for (const stream of streams.value.values()) {
      if (stream.open.value) {
        stream.count(now);
      }
    }
  }, figuresEveryMs);

  void keepOpen(async (heard, abort) => {
    const messages = resultCalls.subscribe(
      { pattern: '>', filter: { withoutMasks: true }, preview: { maxSide: thumbnailPx, maxRate: thumbnailRate } },
      { signal: abort },
    );
    for await (const { message } of messages) {
      heard();
      switch (message.case) {
        case 'started':
          // What was open before the connection broke may not be any more: those that are come now.
          for (const stream of streams.value.values()) {
            stream.open.value = false;
          }
          break;
        case 'streamChange':
          change(message.value);
          break;
        case 'result':
          streams.value.get(message.value.streamId)?.take(message.value, performance.now());
          break;
        case 'preview':
          streams.value.get(message.value.streamId)?.takePreview(message.value);
          break;
      }
    }
  });
}

function change({ kind, state }: StreamChange): void {
  if (!state) {
    return;
  }

  const known = streams.value.get(state.streamId);
  if (kind === StreamChangeKind.CLOSED) {
    if (known) {
      known.state.value = state;
      known.open.value = false;
      setTimeout(() => forget(known), closedStaysMs);
    }
    return;
  }

  if (known?.open.value === false && known.state.value.opened?.seconds === state.opened?.seconds) {
    known.state.value = state;
    known.open.value = true;
    return;
  }

  known?.dispose();
  streams.value = new Map([...streams.value, [state.streamId, new LiveStream(state)]]);
  if (!selected.value) {
    select(state.streamId);
  }
}

function forget(stream: LiveStream): void {
  if (!stream.open.value && streams.value.get(stream.id) === stream && (selectedId.value !== stream.id || connection.value.kind !== 'online')) {
    stream.dispose();
    streams.value = new Map([...streams.value].filter(([, other]) => other !== stream));
  }
}
