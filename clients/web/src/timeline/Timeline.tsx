import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { milliseconds } from '../page/format';
import { loadOlder, seek, older, pausedAt, frameHistory, shown, version } from '../streams/player';
import { selected } from '../streams/overview';
import { theme } from '../view/settings';
import { describeEvent } from '../streams/events';
import type { FrameRecord } from '../streams/frameRecord';

const barPx = 5;
/** The height of the marks above the bars (keyframes, events), and of those below (dropped frames). */
const markPx = 18;
const footPx = 7;

/** The delay of each frame, stacked by stage. Keyframes and events are marked above, dropped and failed frames below. A click or drag shows a frame. */
export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointed = useSignal<{ record: FrameRecord; x: number } | null>(null);
  const drawn = useRef<{ records: readonly FrameRecord[]; width: number }>({ records: [], width: 0 });

  useEffect(() => {
    const draw = () => {
      const element = canvas.current!;
      const { clientWidth: width, clientHeight: height } = element;
      if (element.width !== Math.round(width * devicePixelRatio) || element.height !== Math.round(height * devicePixelRatio)) {
        element.width = Math.round(width * devicePixelRatio);
        element.height = Math.round(height * devicePixelRatio);
      }
      const context = element.getContext('2d')!;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      const records = around(Math.floor(width / barPx));
      drawn.current = { records, width };
      drawTimeline(context, records, width, height, getComputedStyle(element));
    };
    let asked = 0;
    const ask = () => (asked ||= requestAnimationFrame(() => ((asked = 0), draw())));
    const sizes = new ResizeObserver(ask);
    sizes.observe(canvas.current!);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', ask);
    const stop = effect(() => {
      version.value;
      shown.value;
      theme.value;
      ask();
    });
    return () => {
      stop();
      sizes.disconnect();
      scheme.removeEventListener('change', ask);
      cancelAnimationFrame(asked);
    };
  }, []);

  const recordAt = (event: PointerEvent): FrameRecord | undefined => {
    const { records, width } = drawn.current;
    const x = event.clientX - canvas.current!.getBoundingClientRect().left;
    return records[records.length - 1 - Math.floor((width - x) / barPx)];
  };
  const point = (event: PointerEvent) => {
    const record = recordAt(event);
    pointed.value = record ? { record, x: event.clientX - canvas.current!.getBoundingClientRect().left } : null;
    if (event.buttons & 1) {
      seek(record);
    }
  };

  const tip = pointed.value;
  const state = selected.value?.state.value;
  const hasEvents = state !== undefined && state.zones.length + state.lines.length > 0;
  return (
    <div class="timeline" aria-label="Delay of each frame">
      <canvas
        ref={canvas}
        data-testid="timeline"
        onPointerMove={point}
        onPointerDown={(event) => {
          canvas.current!.setPointerCapture(event.pointerId);
          seek(recordAt(event));
          if (recordAt(event) === frameHistory.first && older.value === 'unknown') {
            void loadOlder();
          }
        }}
        onPointerLeave={() => (pointed.value = null)}
      />
      <div class="legend">
        <span class="stage-1">wait and decode</span>
        <span class="stage-2">inference</span>
        <span class="stage-3">masks and tracks</span>
        <span class="mark-key">keyframe</span>
        {hasEvents && <span class="mark-event">event</span>}
        <span class="mark-drop">dropped</span>
        <span class="mark-error">failed</span>
      </div>
      {tip && (
        <div class={`tip ${tip.x > drawn.current.width / 2 ? 'left' : ''}`} style={{ left: `${tip.x}px` }}>
          <b>frame {tip.record.frame}</b>
          {tip.record.outcome.kind === 'segmented' ? (
            <>
              <span>{milliseconds(tip.record.outcome.delayMs)}</span>
              <span>{tip.record.outcome.stagesMs.map((ms) => ms.toFixed(1)).join(' + ')} ms</span>
              <span>{tip.record.outcome.keyframe ? `◆ keyframe: ${tip.record.outcome.keyframe}` : 'propagated'}</span>
              {tip.record.result.events.map((event) => (
                <span>{describeEvent(event)}</span>
              ))}
            </>
          ) : (
            <span>{tip.record.outcome.kind === 'dropped' ? 'dropped: a newer frame arrived' : failureOf(tip.record)}</span>
          )}
        </div>
      )}
    </div>
  );
}

/** The newest records, or those around the shown one while paused. */
function around(count: number): readonly FrameRecord[] {
  const { records } = frameHistory;
  const at = pausedAt.value === null ? records.length - 1 : frameHistory.indexAtOrBefore(pausedAt.value);
  const end = Math.min(records.length, Math.max(at + Math.ceil(count / 3), count));
  return records.slice(Math.max(0, end - count), end);
}

function failureOf(record: FrameRecord): string {
  return record.result.outcome.case === 'error' ? record.result.outcome.value.message : 'failed';
}

function drawTimeline(context: CanvasRenderingContext2D, records: readonly FrameRecord[], width: number, height: number, style: CSSStyleDeclaration): void {
  const colour = (name: string) => style.getPropertyValue(name);
  context.clearRect(0, 0, width, height);
  const plotHeight = height - markPx - footPx;
  const longest = niceAbove(Math.max(10, ...records.map((record) => record.outcome.delayMs)));
  const y = (ms: number) => markPx + plotHeight * (1 - ms / longest);

  context.font = '10px system-ui, sans-serif';
  context.textBaseline = 'bottom';
  for (const ms of [longest / 2, longest]) {
    context.fillStyle = colour('--line');
    context.fillRect(0, Math.round(y(ms)), width, 1);
  }

  const stages = ['--stage-1', '--stage-2', '--stage-3'].map(colour);
  records.forEach((record, i) => {
    const x = width - (records.length - i) * barPx;
    const { outcome } = record;
    if (outcome.kind !== 'segmented') {
      if (outcome.kind === 'failed') {
        context.fillStyle = colour('--bad');
        context.fillRect(x, markPx, barPx - 1, plotHeight + footPx);
      } else {
        context.strokeStyle = colour('--drop');
        context.strokeRect(x + 0.5, height - footPx + 1.5, barPx - 2, footPx - 2);
      }
    }
    let from = 0;
    if (outcome.kind === 'segmented') {
      outcome.stagesMs.forEach((ms, stage) => {
        context.fillStyle = stages[stage]!;
        const [top, bottom] = [y(from + ms), y(from)];
        context.fillRect(x, top, barPx - 1, bottom - top);
        from += ms;
      });
    }
    if (outcome.keyframe) {
      context.fillStyle = colour('--key');
      context.beginPath();
      context.moveTo(x + 2, 3);
      context.lineTo(x + 4.5, 6);
      context.lineTo(x + 2, 9);
      context.lineTo(x - 0.5, 6);
      context.fill();
    }
    if (record.result.events.length > 0) {
      context.fillStyle = colour('--event');
      context.beginPath();
      context.moveTo(x - 2, 10);
      context.lineTo(x + 6, 10);
      context.lineTo(x + 2, 17);
      context.fill();
    }
    if (record === shown.value) {
      context.fillStyle = colour('--cursor');
      context.fillRect(x - 1, 0, 1, height);
      context.fillRect(x + barPx - 1, 0, 1, height);
    }
  });

  context.fillStyle = colour('--text-2');
  for (const ms of [longest / 2, longest]) {
    context.fillText(`${ms} ms`, 4, Math.round(y(ms)) + 12);
  }
}

/** The smallest of 1, 2, 5, 10, 20, … that is at least `value`. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
