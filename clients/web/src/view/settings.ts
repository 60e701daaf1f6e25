import { computed, effect, signal } from '@preact/signals';
import type { ColourBy } from './colours';

/** Display settings, stored in the browser. */
export const colourBy = stored<ColourBy>('colour', 'track');
/** Of masks, 0 to 1. */
export const opacity = stored('opacity', 0.5);
export const showMasks = stored('masks', true);
export const showLabels = stored('labels', true);
export const showTrails = stored('trails', true);
export const showBoxes = stored('boxes', false);
/** Zones and lines of the server's events file. */
export const showZones = stored('zones', true);
/** Names of categories, which are the same in all streams of a model. */
export const hiddenCategories = stored<string[]>('hidden-categories', []);
export const theme = stored<'system' | 'light' | 'dark'>('theme', 'system');

const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkSystem.matches);
darkSystem.addEventListener('change', () => (systemIsDark.value = darkSystem.matches));
export const isDark = computed(() => theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value));

/** The track or category under the pointer. */
export interface Highlight {
  trackId?: bigint;
  categoryId?: number;
}
export const highlight = signal<Highlight | null>(null);

export function toggleCategory(name: string): void {
  hiddenCategories.value = hiddenCategories.value.includes(name) ? hiddenCategories.value.filter((other) => other !== name) : [...hiddenCategories.value, name];
}

function stored<T>(name: string, initial: T) {
  const key = `videoseg.${name}`;
  let value = initial;
  try {
    value = JSON.parse(localStorage.getItem(key) ?? 'null') ?? initial;
  } catch {
    // A value of an older version that cannot be read: the default is used.
  }
  const setting = signal<T>(value);
  effect(() => localStorage.setItem(key, JSON.stringify(setting.value)));
  return setting;
}
