import { computed } from '@preact/signals';
import { frameHistory, shown } from '../streams/player';
import { selected } from '../streams/overview';
import { colourBy, hiddenCategories, highlight, opacity, showBoxes, showLabels, showMasks, showZones, showTrails } from './settings';
import { noZonesOrLines } from './zonesAndLines';
import type { RenderOptions } from './frameRenderer';

const trailRecords = 60;

/** How the shown frame is painted: the settings, the stream's categories, and the frames before it for trails. */
export const renderOptions = computed<RenderOptions>(() => ({
  categories: selected.value?.categories ?? new Map(),
  colourBy: colourBy.value,
  opacity: opacity.value,
  masks: showMasks.value,
  labels: showLabels.value,
  boxes: showBoxes.value,
  trail: showTrails.value ? trail() : [],
  zonesAndLines: showZones.value ? selected.value?.state.value ?? noZonesOrLines : noZonesOrLines,
  hiddenCategories: hiddenCategories.value,
  highlight: highlight.value,
}));

function trail() {
  const end = frameHistory.indexAtOrBefore(shown.value?.sequence ?? -1) + 1;
  return frameHistory.records.slice(Math.max(0, end - trailRecords), end);
}
