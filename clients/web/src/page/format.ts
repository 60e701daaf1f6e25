/** Formats numbers for people, with a readable number of digits. */
export function milliseconds(ms: number): string {
  return ms >= 9995 ? `${(ms / 1000).toFixed(1)} s` : ms >= 100 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}

export function rate(perSecond: number): string {
  return perSecond >= 99.5 ? perSecond.toFixed(0) : perSecond.toFixed(1);
}

export function share(fraction: number): string {
  return `${Math.round(100 * fraction)} %`;
}

export function bytes(count: number | bigint): string {
  let value = Number(count);
  for (const unit of ['B', 'KB', 'MB']) {
    if (value < 999.5) {
      return `${unit === 'B' ? value : value.toPrecision(3)} ${unit}`;
    }
    value /= 1000;
  }
  return `${value.toPrecision(3)} GB`;
}

export function duration(seconds: number): string {
  const s = Math.round(seconds);
  return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

export function clock(ms: number): string {
  const time = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
