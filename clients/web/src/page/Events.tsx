import { css, trackColour } from '../stage/colours';
import { lookAt, shown } from '../streams/focus';
import { lastEvents, wordsOf } from '../streams/events';
import { selected } from '../streams/overview';
import { clock } from './figures';

/** What happened at the stream's zones and lines, newest first; each leads to its frame. */
export function Events() {
  const stream = selected.value;
  const state = stream?.state.value;
  if (!stream || !state || state.zones.length + state.lines.length === 0) {
    return null;
  }
  const events = lastEvents();
  return (
    <section class="panel grows" aria-label="Events">
      <h2>
        Events <span class="count">{events.length}</span>
      </h2>
      <ul class="events">
        {events.map(({ moment, event }) => (
          <li key={`${moment.sequence} ${event.kind} ${event.place} ${event.trackId ?? ''}`} class={moment === shown.value ? 'at' : ''}>
            <button title={`frame ${moment.frame}, ${clock(moment.outcome.doneMs)}`} onClick={() => lookAt(moment)}>
              <span class="swatch" style={{ background: event.trackId !== undefined ? css(trackColour(event.trackId)) : 'none' }} />
              <span class="class-name">
                {event.categoryId !== undefined && `${stream.categories.get(event.categoryId)?.name ?? event.categoryId} ${event.trackId ?? ''} `}
                {wordsOf(event)}
              </span>
              {event.count !== undefined && <span class="class-count">{event.count}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
