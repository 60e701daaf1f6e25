import { computed, signal } from '@preact/signals';
import { connection, keepConnected } from '../server/connection';
import { resultCalls } from '../server/calls';
import { StreamChangeKind, type StreamChange } from '../wire/videoseg/v1/result_service_pb';
import { LiveStream } from './liveStream';

/** All open streams, from one subscription without masks and with thumbnails. */
export const streams = signal<ReadonlyMap<string, LiveStream>>(new Map());

/** The id of the selected stream, which need not be open (yet); empty if none is selected. */
export const selectedId = signal(linkedId());
export const selected = computed(() => streams.value.get(selectedId.value));

const thumbnailPx = 320;
const thumbnailRate = 1;
const statisticsIntervalMs = 400;
const problemIntervalMs = 3000;
/** How long a closed stream stays in the list with its last picture. */
const closedRetentionMs = 60_000;

export function select(id: string): void {
  selectedId.value = id;
  history.replaceState(null, '', id ? `#stream=${encodeURIComponent(id)}` : location.pathname);
}

/** The stream id of a deep link such as #stream=cam.gate; empty if there is none. */
function linkedId(): string {
  return new URLSearchParams(location.hash.slice(1)).get('stream') ?? '';
}

export function subscribeToStreams(): void {
  addEventListener('hashchange', () => (selectedId.value = linkedId()));
  setInterval(() => {
    const now = performance.now();
    for (const stream of streams.value.values()) {
      if (stream.open.value) {
        stream.updateStatistics(now);
      }
    }
  }, statisticsIntervalMs);
  setInterval(() => void updateProblems(), problemIntervalMs);

  void keepConnected(async (onMessage, abort) => {
    const messages = resultCalls.subscribe(
      { pattern: '>', filter: { withoutMasks: true }, preview: { maxSide: thumbnailPx, maxRate: thumbnailRate } },
      { signal: abort },
    );
    for await (const { message } of messages) {
      onMessage();
      switch (message.case) {
        case 'started':
          // Streams may have ended while the connection was lost; the open ones are announced after this message.
          for (const stream of streams.value.values()) {
            stream.open.value = false;
          }
          break;
        case 'streamChange':
          applyChange(message.value);
          break;
        case 'result':
          streams.value.get(message.value.streamId)?.addResult(message.value, performance.now());
          break;
        case 'preview':
          streams.value.get(message.value.streamId)?.setPreview(message.value);
          break;
      }
    }
  });
}

/** Asks why streams show nothing, as long as there are such. */
async function updateProblems(): Promise<void> {
  const open = [...streams.value.values()].filter((stream) => stream.open.value);
  if (connection.value.kind !== 'online' || document.hidden || !open.some((stream) => stream.problem.value || stream.statistics.value.rate === 0)) {
    return;
  }

  try {
    const { streams: states } = await resultCalls.listStreams({ pattern: '>' });
    for (const stream of open) {
      stream.problem.value = states.find((state) => state.streamId === stream.id)?.problem ?? '';
    }
  } catch {
    // The connection itself tells when it is lost.
  }
}

function applyChange({ kind, state }: StreamChange): void {
  if (!state) {
    return;
  }

  const known = streams.value.get(state.streamId);
  if (kind === StreamChangeKind.CLOSED) {
    if (known) {
      known.state.value = state;
      known.open.value = false;
      setTimeout(() => remove(known), closedRetentionMs);
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
  if (!selectedId.value) {
    select(state.streamId);
  }
}

function remove(stream: LiveStream): void {
  if (!stream.open.value && streams.value.get(stream.id) === stream && (selectedId.value !== stream.id || connection.value.kind !== 'online')) {
    stream.dispose();
    streams.value = new Map([...streams.value].filter(([, other]) => other !== stream));
    if (selectedId.value === stream.id) {
      select('');
    }
  }
}
