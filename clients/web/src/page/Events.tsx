import { css, trackColour } from '../view/colours';
import { seek, shown } from '../streams/player';
import { recentEvents, describeEvent } from '../streams/events';
import { selected } from '../streams/overview';
import { clock } from './format';

/** The events at the stream's zones and lines, newest first. A click shows the frame. */
export function Events() {
  const stream = selected.value;
  const state = stream?.state.value;
  if (!stream || !state || state.zones.length + state.lines.length === 0) {
    return null;
  }
  const events = recentEvents();
  return (
    <section class="panel grows" aria-label="Events">
      <h2>
        Events <span class="count">{events.length}</span>
      </h2>
      <ul class="events">
        {events.map(({ record, event }) => (
          <li key={`${record.sequence} ${event.kind} ${event.place} ${event.trackId ?? ''}`} class={record === shown.value ? 'at' : ''}>
            <button title={`frame ${record.frame}, ${clock(record.outcome.doneMs)}`} onClick={() => seek(record)}>
              <span class="swatch" style={{ background: event.trackId !== undefined ? css(trackColour(event.trackId)) : 'none' }} />
              <span class="event-text">
                {event.categoryId !== undefined && `${stream.categories.get(event.categoryId)?.name ?? event.categoryId} ${event.trackId ?? ''} `}
                {describeEvent(event)}
              </span>
              {event.count !== undefined && <span class="category-count">{event.count}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
