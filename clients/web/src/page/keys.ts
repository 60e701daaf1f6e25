import { colourBy, opacity, showBoxes, showLabels, showMasks, showPlaces, showTrails } from '../stage/settings';
import { downloadPicture } from '../stage/Stage';
import { goLive, lookAt, recording, step, togglePause } from '../streams/focus';
import { select, selectedId, streams } from '../streams/overview';
import { toggleFullscreen } from './Controls';
import { helpOpen } from './Help';

/** What each key does; the words are the help's. */
export const keys: { keys: string[]; says: string; does: (event: KeyboardEvent) => void }[] = [
  { keys: [' ', 'k'], says: 'pause, go on', does: togglePause },
  { keys: ['ArrowLeft'], says: 'back one frame; with shift ten', does: (event) => void step(event.shiftKey ? -10 : -1) },
  { keys: ['ArrowRight'], says: 'on one frame; with shift ten', does: (event) => void step(event.shiftKey ? 10 : 1) },
  { keys: ['Home'], says: 'to the first frame that is here', does: () => lookAt(recording.first) },
  { keys: ['End', 'l'], says: 'to now', does: goLive },
  { keys: ['ArrowDown'], says: 'next stream', does: () => selectBy(1) },
  { keys: ['ArrowUp'], says: 'stream before', does: () => selectBy(-1) },
  { keys: ['m'], says: 'masks', does: () => (showMasks.value = !showMasks.value) },
  { keys: ['n'], says: 'names', does: () => (showLabels.value = !showLabels.value) },
  { keys: ['t'], says: 'trails', does: () => (showTrails.value = !showTrails.value) },
  { keys: ['b'], says: 'boxes', does: () => (showBoxes.value = !showBoxes.value) },
  { keys: ['z'], says: 'zones and lines', does: () => (showPlaces.value = !showPlaces.value) },
  { keys: ['c'], says: 'colours by track or by class', does: () => (colourBy.value = colourBy.value === 'track' ? 'class' : 'track') },
  { keys: ['['], says: 'less colour', does: () => (opacity.value = Math.max(0, Math.round(opacity.value * 10 - 1) / 10)) },
  { keys: [']'], says: 'more colour', does: () => (opacity.value = Math.min(1, Math.round(opacity.value * 10 + 1) / 10)) },
  { keys: ['d'], says: 'save the picture', does: () => void downloadPicture() },
  { keys: ['f'], says: 'whole screen', does: toggleFullscreen },
  { keys: ['?'], says: 'this help', does: () => (helpOpen.value = !helpOpen.value) },
];

export function listenToKeys(): void {
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
      action.does(event);
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
