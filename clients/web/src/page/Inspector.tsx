import { useSignal } from '@preact/signals';
import { css, categoryColour, segmentColour } from '../view/colours';
import { colourBy, hiddenCategories, highlight, toggleCategory } from '../view/settings';
import { missed, shown } from '../streams/player';
import { selected } from '../streams/overview';
import { Events } from './Events';
import { bytes, milliseconds, rate, share } from './format';

/** The categories (which can be hidden) and objects of the shown frame, the stream's events and statistics. */
export function Inspector() {
  return (
    <aside class="inspector">
      <Categories />
      <Objects />
      <Events />
      <Statistics />
    </aside>
  );
}

function Categories() {
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
  const hidden = hiddenCategories.value;
  const present = rows.filter((row) => row.count > 0 || hidden.includes(row.category.name) || absent.value);
  return (
    <section class="panel" aria-label="Categories">
      <h2>
        Categories <span class="count">{rows.filter((row) => row.count > 0).length}</span>
        {hidden.length > 0 && (
          <button class="text" onClick={() => (hiddenCategories.value = [])}>
            show all
          </button>
        )}
      </h2>
      <ul class="categories">
        {present
          .sort((a, b) => Number(b.category.isThing) - Number(a.category.isThing) || b.area - a.area)
          .map(({ category, count, area }) => (
            <li key={category.categoryId} onPointerEnter={() => (highlight.value = { categoryId: category.categoryId })} onPointerLeave={() => (highlight.value = null)}>
              <label class={count === 0 ? 'absent' : ''}>
                <input type="checkbox" checked={!hidden.includes(category.name)} onChange={() => toggleCategory(category.name)} />
                <span class="swatch" style={{ background: css(categoryColour(category)) }} />
                <span class="category-name">{category.name}</span>
                <span class="category-count">{category.isThing ? count || '' : ''}</span>
                <span class="category-area">{area > 0 ? share(area) : ''}</span>
              </label>
            </li>
          ))}
      </ul>
      {rows.some((row) => row.count === 0) && (
        <button class="text" onClick={() => (absent.value = !absent.value)}>
          {absent.value ? 'only those in the frame' : `and ${rows.filter((row) => row.count === 0).length} that are not in the frame`}
        </button>
      )}
    </section>
  );
}

function Objects() {
  const stream = selected.value;
  const things = shown.value?.segmentation?.segments.filter((segment) => segment.isThing && !hiddenCategories.value.includes(stream?.categories.get(segment.categoryId)?.name ?? '')) ?? [];
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
                <span class="category-name">{category?.name}</span>
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

function Statistics() {
  const stream = selected.value;
  if (!stream) {
    return null;
  }
  const state = stream.state.value;
  const statistics = stream.statistics.value;
  const segmentation = shown.value?.segmentation;
  const lines: [string, string][] = [
    ['model', `${state.model} ${state.modelVersion}`],
    ['frame', segmentation ? `${segmentation.width}×${segmentation.height}` : '—'],
    ['results', `${statistics.results} · ${rate(statistics.rate)}/s`],
    ['median delay', milliseconds(statistics.medianDelay)],
    ['keyframes', share(statistics.keyframeShare)],
    ['dropped · failed', `${statistics.drops} · ${statistics.errors}`],
  ];
  if (state.memoryBytes > 0n) {
    lines.push(['memory', bytes(state.memoryBytes)]);
  }
  if (missed.value > 0) {
    lines.push(['missed by this page', `${missed.value}`]);
  }
  return (
    <section class="panel" aria-label="Statistics">
      <h2>Stream</h2>
      <dl class="statistics">
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
