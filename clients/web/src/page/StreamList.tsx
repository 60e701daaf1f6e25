import { streams, selectedId, select } from '../streams/overview';
import type { LiveStream } from '../streams/liveStream';
import { milliseconds, rate } from './figures';

export function StreamList() {
  const all = [...streams.value.values()];
  return (
    <section class="panel" aria-label="Streams">
      <h2>
        Streams <span class="count">{all.filter((stream) => stream.open.value).length}</span>
      </h2>
      {all.length === 0 && <p class="hint">None is open.</p>}
      <ul class="streams" role="listbox" aria-label="Streams">
        {all.map((stream) => (
          <StreamCard key={stream.id} stream={stream} />
        ))}
      </ul>
    </section>
  );
}

function StreamCard({ stream }: { stream: LiveStream }) {
  const figures = stream.figures.value;
  const chosen = selectedId.value === stream.id;
  const state = !stream.open.value ? 'ended' : stream.state.value.detached ? 'waiting for its client' : '';
  return (
    <li>
      <button class={`stream ${chosen ? 'chosen' : ''} ${stream.open.value ? '' : 'ended'}`} role="option" aria-selected={chosen} data-stream={stream.id} onClick={() => select(stream.id)}>
        <span class="thumbnail">{stream.thumbnail.value && <img src={stream.thumbnail.value} alt="" />}</span>
        <span class="stream-body">
          <span class="stream-name" title={stream.id}>
            {stream.id}
          </span>
          <span class="stream-figures">
            {state || (
              <>
                <span title="results a second">
                  <b>{rate(figures.rate)}</b>/s
                </span>
                <span title="median delay from a frame's arrival to its result">
                  <b>{milliseconds(figures.medianDelay)}</b>
                </span>
                <span class={figures.drops > 0 ? 'warn' : ''} title="frames passed over">
                  <b>{figures.drops}</b> dropped
                </span>
                {figures.errors > 0 && (
                  <span class="bad" title="frames that failed">
                    <b>{figures.errors}</b> failed
                  </span>
                )}
              </>
            )}
          </span>
          <Sparkline values={figures.delays} />
        </span>
      </button>
    </li>
  );
}

/** The last delays as small bars. */
function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(1, ...values);
  const path = values.map((value, i) => `M${192 - (values.length - i) * 4 + 1.5} 16v${-Math.max(1.5, (15 * value) / most)}`).join('');
  return (
    <svg class="sparkline" viewBox="0 0 192 16" preserveAspectRatio="none" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
