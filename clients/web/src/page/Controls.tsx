import { colourBy, opacity, showBoxes, showLabels, showMasks, showZones, showTrails } from '../view/settings';
import { downloadPicture } from '../view/FrameView';
import { goLive, isLive, shown, step, togglePause } from '../streams/player';
import { selected } from '../streams/overview';
import type { Signal } from '@preact/signals';
import { Icon } from './icons';

/** The toolbar below the picture: playback on the left, display settings on the right. */
export function Controls() {
  const nothing = !shown.value;
  const state = selected.value?.state.value;
  const hasZones = state && state.zones.length + state.lines.length > 0;
  return (
    <div class="controls" role="toolbar" aria-label="Stream">
      <div class="group">
        <button title="Previous frame (←)" aria-label="Previous frame" disabled={nothing} onClick={() => void step(-1)}>
          <Icon name="back" />
        </button>
        <button class="primary" title={isLive.value ? 'Pause (space)' : 'Continue (space)'} aria-label={isLive.value ? 'Pause' : 'Continue'} disabled={nothing} onClick={togglePause}>
          <Icon name={isLive.value ? 'pause' : 'play'} />
        </button>
        <button title="Next frame (→)" aria-label="Next frame" disabled={nothing} onClick={() => void step(1)}>
          <Icon name="forward" />
        </button>
        <button class={isLive.value ? 'on' : ''} title="Back to live (L)" disabled={nothing} onClick={goLive}>
          <Icon name="live" /> Live
        </button>
      </div>
      <div class="group">
        <Toggle of={showMasks} name="Masks" keys="M" />
        <Toggle of={showLabels} name="Names" keys="N" />
        <Toggle of={showTrails} name="Trails" keys="T" />
        <Toggle of={showBoxes} name="Boxes" keys="B" />
        {hasZones && <Toggle of={showZones} name="Zones" keys="Z" />}
      </div>
      <label class="group opacity" title="Mask opacity ([ and ])">
        <Icon name="drop" />
        <input type="range" min="0" max="100" aria-label="Mask opacity" value={Math.round(opacity.value * 100)} onInput={(event) => (opacity.value = event.currentTarget.valueAsNumber / 100)} />
      </label>
      <div class="group segmented" role="radiogroup" aria-label="Colour by">
        {(['track', 'category'] as const).map((by) => (
          <button key={by} role="radio" aria-checked={colourBy.value === by} class={colourBy.value === by ? 'on' : ''} title={`One colour per ${by} (C)`} onClick={() => (colourBy.value = by)}>
            {by}
          </button>
        ))}
      </div>
      <div class="group last">
        <button title="Save the frame (D)" aria-label="Save the frame" disabled={nothing} onClick={() => void downloadPicture()}>
          <Icon name="download" />
        </button>
        <button title="Full screen (F)" aria-label="Full screen" onClick={toggleFullscreen}>
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
