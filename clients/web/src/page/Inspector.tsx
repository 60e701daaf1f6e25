import { useSignal } from '@preact/signals';
import { css, categoryColour, segmentColour } from '../stage/colours';
import { colourBy, hiddenClasses, highlight, toggleClass } from '../stage/settings';
import { missed, shown } from '../streams/focus';
import { selected } from '../streams/overview';
import { Events } from './Events';
import { bytes, milliseconds, rate, share } from './figures';

/** What is in the picture that is shown: classes (which also filter), objects, and the stream's figures. */
export function Inspector() {
  return (
    <aside class="inspector">
      <Classes />
      <Objects />
      <Events />
      <Figures />
    </aside>
  );
}

function Classes() {
  const stream = selected.value;
  const segmentation = shown.value?.segmentation;
  const absent = useSignal(false);
  if (!stream) {
    return null;
  }
  const whole = (segmentation?.width ?? 1) * (segmentation?.height ?? 1);
  const rows = stream.state.value.categories.map((category) => {
    const own = segmentation?.segments.filter((segment) => segment.categoryId === category.categoryId) ?? [];
    return { category, count: own.length, area: own.reduce((sum, segment) => sum + segment.area, 0) / whole };
  });
  const hidden = hiddenClasses.value;
  const present = rows.filter((row) => row.count > 0 || hidden.includes(row.category.name) || absent.value);
  return (
    <section class="panel" aria-label="Classes">
      <h2>
        Classes <span class="count">{rows.filter((row) => row.count > 0).length}</span>
        {hidden.length > 0 && (
          <button class="text" onClick={() => (hiddenClasses.value = [])}>
            show all
          </button>
        )}
      </h2>
      <ul class="classes">
        {present
          .sort((a, b) => Number(b.category.isThing) - Number(a.category.isThing) || b.area - a.area)
          .map(({ category, count, area }) => (
            <li key={category.categoryId} onPointerEnter={() => (highlight.value = { categoryId: category.categoryId })} onPointerLeave={() => (highlight.value = null)}>
              <label class={count === 0 ? 'absent' : ''}>
                <input type="checkbox" checked={!hidden.includes(category.name)} onChange={() => toggleClass(category.name)} />
                <span class="swatch" style={{ background: css(categoryColour(category)) }} />
                <span class="class-name">{category.name}</span>
                <span class="class-count">{category.isThing ? count || '' : ''}</span>
                <span class="class-area">{area > 0 ? share(area) : ''}</span>
              </label>
            </li>
          ))}
      </ul>
      {rows.some((row) => row.count === 0) && (
        <button class="text" onClick={() => (absent.value = !absent.value)}>
          {absent.value ? 'only those in the picture' : `and ${rows.filter((row) => row.count === 0).length} that are not in the picture`}
        </button>
      )}
    </section>
  );
}

function Objects() {
  const stream = selected.value;
  const things = shown.value?.segmentation?.segments.filter((segment) => segment.isThing && !hiddenClasses.value.includes(stream?.categories.get(segment.categoryId)?.name ?? '')) ?? [];
  if (!stream) {
    return null;
  }
  return (
    <section class="panel grows" aria-label="Objects">
      <h2>
        Objects <span class="count">{things.length}</span>
      </h2>
      <ul class="objects">
        {[...things]
          .sort((a, b) => Number((a.trackId ?? 0n) - (b.trackId ?? 0n)))
          .map((thing) => {
            const category = stream.categories.get(thing.categoryId);
            const at = thing.trackId !== undefined && highlight.value?.trackId === thing.trackId;
            return (
              <li key={String(thing.trackId ?? `s${thing.segmentId}`)} class={at ? 'at' : ''} onPointerEnter={() => (highlight.value = thing.trackId !== undefined ? { trackId: thing.trackId } : null)} onPointerLeave={() => (highlight.value = null)}>
                <span class="swatch" style={{ background: css(segmentColour(thing, category, colourBy.value)) }} />
                <span class="object-id">{thing.trackId !== undefined ? String(thing.trackId) : '·'}</span>
                <span class="class-name">{category?.name}</span>
                <span class="object-size">
                  {thing.box?.width}×{thing.box?.height}
                </span>
                <span class="score" title={`score ${thing.score.toFixed(3)}`}>
                  <i style={{ width: `${Math.round(thing.score * 100)}%` }} />
                </span>
              </li>
            );
          })}
      </ul>
    </section>
  );
}

function Figures() {
  const stream = selected.value;
  if (!stream) {
    return null;
  }
  const state = stream.state.value;
  const figures = stream.figures.value;
  const segmentation = shown.value?.segmentation;
  const lines: [string, string][] = [
    ['model', `${state.model} ${state.modelVersion}`],
    ['frame', segmentation ? `${segmentation.width}×${segmentation.height}` : '—'],
    ['results', `${figures.results} · ${rate(figures.rate)}/s`],
    ['median delay', milliseconds(figures.medianDelay)],
    ['keyframes', share(figures.keyframeShare)],
    ['dropped · failed', `${figures.drops} · ${figures.errors}`],
  ];
  if (state.memoryBytes > 0n) {
    lines.push(['memory', bytes(state.memoryBytes)]);
  }
  if (missed.value > 0) {
    lines.push(['not shown here', `${missed.value}`]);
  }
  return (
    <section class="panel" aria-label="Figures">
      <h2>Stream</h2>
      <dl class="figures">
        {lines.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
