import { computed } from '@preact/signals';
import { recording, shown } from '../streams/focus';
import { selected } from '../streams/overview';
import { colourBy, hiddenClasses, highlight, opacity, showBoxes, showLabels, showMasks, showPlaces, showTrails } from './settings';
import { noPlaces } from './places';
import type { Look } from './stageView';

const trailMoments = 60;

/** How the stage is to paint now: the settings, the stream's classes, and what came before the moment that is shown. */
export const look = computed<Look>(() => ({
  categories: selected.value?.categories ?? new Map(),
  colourBy: colourBy.value,
  opacity: opacity.value,
  masks: showMasks.value,
  labels: showLabels.value,
  boxes: showBoxes.value,
  trail: showTrails.value ? trail() : [],
  places: showPlaces.value ? selected.value?.state.value ?? noPlaces : noPlaces,
  hiddenClasses: hiddenClasses.value,
  highlight: highlight.value,
}));

function trail() {
  const end = recording.indexAtOrBefore(shown.value?.sequence ?? -1) + 1;
  return recording.moments.slice(Math.max(0, end - trailMoments), end);
}
