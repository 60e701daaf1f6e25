import { streams, selectedId, select } from '../streams/overview';
import type { LiveStream } from '../streams/liveStream';
import { milliseconds, rate } from './format';

export function StreamList() {
  const all = [...streams.value.values()];
  return (
    <section class="panel" aria-label="Streams">
      <h2>
        Streams <span class="count">{all.filter((stream) => stream.open.value).length}</span>
      </h2>
      {all.length === 0 && <p class="hint">No open streams.</p>}
      <ul class="streams" role="listbox" aria-label="Streams">
        {all.map((stream) => (
          <StreamCard key={stream.id} stream={stream} />
        ))}
      </ul>
    </section>
  );
}

function StreamCard({ stream }: { stream: LiveStream }) {
  const statistics = stream.statistics.value;
  const selected = selectedId.value === stream.id;
  const state = !stream.open.value ? 'ended' : stream.state.value.detached ? 'waiting for its client to resume' : stream.problem.value;
  return (
    <li>
      <button class={`stream ${selected ? 'selected' : ''} ${stream.open.value ? '' : 'ended'}`} role="option" aria-selected={selected} data-stream={stream.id} onClick={() => select(stream.id)}>
        <span class="thumbnail">{stream.thumbnail.value && <img src={stream.thumbnail.value} alt="" />}</span>
        <span class="stream-body">
          <span class="stream-name" title={stream.id}>
            {stream.id}
          </span>
          <span class={`stream-statistics ${stream.problem.value ? 'bad' : ''}`} title={stream.problem.value || undefined}>
            {state || (
              <>
                <span title="segmented frames per second">
                  <b>{rate(statistics.rate)}</b>/s
                </span>
                <span title="median delay from the receipt of a frame to its result">
                  <b>{milliseconds(statistics.medianDelay)}</b>
                </span>
                <span class={statistics.drops > 0 ? 'warn' : ''} title="dropped frames">
                  <b>{statistics.drops}</b> dropped
                </span>
                {statistics.errors > 0 && (
                  <span class="bad" title="failed frames">
                    <b>{statistics.errors}</b> failed
                  </span>
                )}
              </>
            )}
          </span>
          <Sparkline values={statistics.delays} />
        </span>
      </button>
    </li>
  );
}

/** The last delays as a bar chart. */
function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const path = values.map((value, i) => `M${192 - (values.length - i) * 4 + 1.5} 16v${-Math.max(1.5, (15 * value) / most)}`).join('');
  return (
    <svg class="sparkline" viewBox="0 0 192 16" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
