import { colourBy, opacity, showBoxes, showLabels, showMasks, showPlaces, showTrails } from '../stage/settings';
import { downloadPicture } from '../stage/Stage';
import { goLive, isLive, shown, step, togglePause } from '../streams/focus';
import { selected } from '../streams/overview';
import type { Signal } from '@preact/signals';
import { Icon } from './icons';

/** Under the picture: time on the left, looks on the right. */
export function Controls() {
  const nothing = !shown.value;
  const state = selected.value?.state.value;
  const watched = state && state.zones.length + state.lines.length > 0;
  return (
    <div class="controls" role="toolbar" aria-label="Stream">
      <div class="group">
        <button title="Back one frame (←)" aria-label="Back one frame" disabled={nothing} onClick={() => void step(-1)}>
          <Icon name="back" />
        </button>
        <button class="primary" title={isLive.value ? 'Pause (space)' : 'Go on (space)'} aria-label={isLive.value ? 'Pause' : 'Go on'} disabled={nothing} onClick={togglePause}>
          <Icon name={isLive.value ? 'pause' : 'play'} />
        </button>
        <button title="On one frame (→)" aria-label="On one frame" disabled={nothing} onClick={() => void step(1)}>
          <Icon name="forward" />
        </button>
        <button class={isLive.value ? 'on' : ''} title="Back to now (L)" disabled={nothing} onClick={goLive}>
          <Icon name="live" /> Live
        </button>
      </div>
      <div class="group looks">
        <Toggle of={showMasks} name="Masks" keys="M" />
        <Toggle of={showLabels} name="Names" keys="N" />
        <Toggle of={showTrails} name="Trails" keys="T" />
        <Toggle of={showBoxes} name="Boxes" keys="B" />
        {watched && <Toggle of={showPlaces} name="Zones" keys="Z" />}
      </div>
      <label class="group opacity" title="How much of the colours is seen ([ and ])">
        <Icon name="drop" />
        <input type="range" min="0" max="100" aria-label="Opacity" value={Math.round(opacity.value * 100)} onInput={(event) => (opacity.value = event.currentTarget.valueAsNumber / 100)} />
      </label>
      <div class="group segmented" role="radiogroup" aria-label="Colours">
        {(['track', 'class'] as const).map((by) => (
          <button key={by} role="radio" aria-checked={colourBy.value === by} class={colourBy.value === by ? 'on' : ''} title={`A colour for each ${by} (C)`} onClick={() => (colourBy.value = by)}>
            by {by}
          </button>
        ))}
      </div>
      <div class="group last">
        <button title="Save the picture (D)" aria-label="Save the picture" disabled={nothing} onClick={() => void downloadPicture()}>
          <Icon name="download" />
        </button>
        <button title="Whole screen (F)" aria-label="Whole screen" onClick={toggleFullscreen}>
          <Icon name="full" />
        </button>
      </div>
    </div>
  );
}

export function toggleFullscreen(): void {
  if (document.fullscreenElement) {
    void document.exitFullscreen();
  } else {
    void document.querySelector('.centre')?.requestFullscreen();
  }
}

function Toggle({ of, name, keys }: { of: Signal<boolean>; name: string; keys: string }) {
  return (
    <button class={of.value ? 'on' : ''} aria-pressed={of.value} title={`${name} (${keys})`} onClick={() => (of.value = !of.value)}>
      {name}
    </button>
  );
}
