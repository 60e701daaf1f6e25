import { computed, effect, signal } from '@preact/signals';
import type { ColourBy } from './colours';

/** How the stage paints; kept in the browser. */
export const colourBy = stored<ColourBy>('colour-by', 'track');
/** 0 to 1. */
export const opacity = stored('opacity', 0.5);
export const showMasks = stored('masks', true);
export const showLabels = stored('labels', true);
export const showTrails = stored('trails', true);
export const showBoxes = stored('boxes', false);
/** Zones and lines of the server's events file. */
export const showPlaces = stored('places', true);
/** Names of classes, which are the same in each stream of a model. */
export const hiddenClasses = stored<string[]>('hidden-classes', []);
export const theme = stored<'system' | 'light' | 'dark'>('theme', 'system');

const darkSystem = matchMedia('(prefers-color-scheme: dark)');
const systemIsDark = signal(darkSystem.matches);
darkSystem.addEventListener('change', () => (systemIsDark.value = darkSystem.matches));
export const isDark = computed(() => theme.value === 'dark' || (theme.value === 'system' && systemIsDark.value));

/** A track, or a class, that is pointed at. */
export interface Highlight {
  trackId?: bigint;
  categoryId?: number;
}
export const highlight = signal<Highlight | null>(null);

export function toggleClass(name: string): void {
  hiddenClasses.value = hiddenClasses.value.includes(name) ? hiddenClasses.value.filter((other) => other !== name) : [...hiddenClasses.value, name];
}

function stored<T>(name: string, initial: T) {
  const key = `videoseg.${name}`;
  let value = initial;
  try {
    value = JSON.parse(localStorage.getItem(key) ?? 'null') ?? initial;
  } catch {
    // What an older page stored is not worth more than the default.
  }
  const setting = signal<T>(value);
  effect(() => localStorage.setItem(key, JSON.stringify(setting.value)));
  return setting;
}
