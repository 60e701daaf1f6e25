import { colourBy, opacity, showBoxes, showLabels, showMasks, showZones, showTrails } from '../view/settings';
import { downloadPicture } from '../view/FrameView';
import { goLive, seek, frameHistory, step, togglePause } from '../streams/player';
import { select, selectedId, streams } from '../streams/overview';
import { toggleFullscreen } from './Controls';
import { helpOpen } from './Help';

/** The keyboard shortcuts; the help lists their descriptions. */
export const keys: { keys: string[]; description: string; run: (event: KeyboardEvent) => void }[] = [
  { keys: [' ', 'k'], description: 'pause, continue', run: togglePause },
  { keys: ['ArrowLeft'], description: 'previous frame; with shift ten back', run: (event) => void step(event.shiftKey ? -10 : -1) },
  { keys: ['ArrowRight'], description: 'next frame; with shift ten forward', run: (event) => void step(event.shiftKey ? 10 : 1) },
  { keys: ['Home'], description: 'first frame in the page', run: () => seek(frameHistory.first) },
  { keys: ['End', 'l'], description: 'live', run: goLive },
  { keys: ['ArrowDown'], description: 'next stream', run: () => selectBy(1) },
  { keys: ['ArrowUp'], description: 'previous stream', run: () => selectBy(-1) },
  { keys: ['m'], description: 'masks', run: () => (showMasks.value = !showMasks.value) },
  { keys: ['n'], description: 'names', run: () => (showLabels.value = !showLabels.value) },
  { keys: ['t'], description: 'trails', run: () => (showTrails.value = !showTrails.value) },
  { keys: ['b'], description: 'boxes', run: () => (showBoxes.value = !showBoxes.value) },
  { keys: ['z'], description: 'zones and lines', run: () => (showZones.value = !showZones.value) },
  { keys: ['c'], description: 'colours by track or by category', run: () => (colourBy.value = colourBy.value === 'track' ? 'category' : 'track') },
  { keys: ['['], description: 'less mask opacity', run: () => (opacity.value = Math.max(0, Math.round(opacity.value * 10 - 1) / 10)) },
  { keys: [']'], description: 'more mask opacity', run: () => (opacity.value = Math.min(1, Math.round(opacity.value * 10 + 1) / 10)) },
  { keys: ['d'], description: 'save the frame', run: () => void downloadPicture() },
  { keys: ['f'], description: 'full screen', run: toggleFullscreen },
  { keys: ['?'], description: 'this help', run: () => (helpOpen.value = !helpOpen.value) },
];

export function handleKeys(): void {
  addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    const types = target.matches('input:not([type=checkbox]):not([type=range]), textarea, select');
    const ownKeys = (target.matches('button, [type=checkbox]') && event.key === ' ') || (target.matches('[type=range]') && event.key.startsWith('Arrow'));
    if (types || ownKeys || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) {
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const action = keys.find((entry) => entry.keys.includes(key));
    if (action) {
      event.preventDefault();
      action.run(event);
    }
  });
}

function selectBy(by: number): void {
  const ids = [...streams.value.keys()];
  const next = ids[Math.min(ids.length - 1, Math.max(0, ids.indexOf(selectedId.value) + by))];
  if (next !== undefined) {
    select(next);
  }
}
