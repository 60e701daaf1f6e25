import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { milliseconds } from '../page/figures';
import { loadOlder, lookAt, older, pausedAt, recording, shown, version } from '../streams/focus';
import { theme } from '../stage/settings';
import { wordsOf } from '../streams/events';
import type { Moment } from '../streams/moment';

const barPx = 5;
const markPx = 13;
const footPx = 4;

/** The delay of each frame, stacked by what it was spent on; keyframes and events are marked above, drops and errors below. Pointing looks at a frame. */
export function Timeline() {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointed = useSignal<{ moment: Moment; x: number } | null>(null);
  const drawn = useRef<{ moments: readonly Moment[]; width: number }>({ moments: [], width: 0 });

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
      const moments = around(Math.floor(width / barPx));
      drawn.current = { moments, width };
      drawTimeline(context, moments, width, height, getComputedStyle(element));
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

  const momentAt = (event: PointerEvent): Moment | undefined => {
    const { moments, width } = drawn.current;
    const x = event.clientX - canvas.current!.getBoundingClientRect().left;
    return moments[moments.length - 1 - Math.floor((width - x) / barPx)];
  };
  const point = (event: PointerEvent) => {
    const moment = momentAt(event);
    pointed.value = moment ? { moment, x: event.clientX - canvas.current!.getBoundingClientRect().left } : null;
    if (event.buttons & 1) {
      lookAt(moment);
    }
  };

  const tip = pointed.value;
  return (
    <div class="timeline" aria-label="Delay of each frame">
      <canvas
        ref={canvas}
        data-testid="timeline"
        onPointerMove={point}
        onPointerDown={(event) => {
          canvas.current!.setPointerCapture(event.pointerId);
          lookAt(momentAt(event));
          if (momentAt(event) === recording.first && older.value === 'unknown') {
            void loadOlder();
          }
        }}
        onPointerLeave={() => (pointed.value = null)}
      />
      <div class="legend">
        <span class="stage-1">wait and decode</span>
        <span class="stage-2">network</span>
        <span class="stage-3">masks and tracks</span>
        <span class="mark-key">keyframe</span>
        {recording.moments.some((moment) => moment.result.events.length > 0) && <span class="mark-event">event</span>}
        <span class="mark-drop">dropped</span>
        <span class="mark-error">failed</span>
      </div>
      {tip && (
        <div class={`tip ${tip.x > drawn.current.width / 2 ? 'left' : ''}`} style={{ left: `${tip.x}px` }}>
          <b>frame {tip.moment.frame}</b>
          {tip.moment.outcome.kind === 'segmented' ? (
            <>
              <span>{milliseconds(tip.moment.outcome.delayMs)}</span>
              <span>{tip.moment.outcome.stagesMs.map((ms) => ms.toFixed(1)).join(' + ')} ms</span>
              {tip.moment.outcome.keyframe && <span>◆ {tip.moment.outcome.keyframe}</span>}
              {tip.moment.result.events.map((event) => (
                <span>{wordsOf(event)}</span>
              ))}
            </>
          ) : (
            <span>{tip.moment.outcome.kind === 'dropped' ? 'dropped: a newer frame came' : failureOf(tip.moment)}</span>
          )}
        </div>
      )}
    </div>
  );
}

/** Of the moments the newest, or those around the one that is looked at. */
function around(count: number): readonly Moment[] {
  const { moments } = recording;
  const at = pausedAt.value === null ? moments.length - 1 : recording.indexAtOrBefore(pausedAt.value);
  const end = Math.min(moments.length, Math.max(at + Math.ceil(count / 3), count));
  return moments.slice(Math.max(0, end - count), end);
}

function failureOf(moment: Moment): string {
  return moment.result.outcome.case === 'error' ? moment.result.outcome.value.message : 'failed';
}

function drawTimeline(context: CanvasRenderingContext2D, moments: readonly Moment[], width: number, height: number, style: CSSStyleDeclaration): void {
  const colour = (name: string) => style.getPropertyValue(name);
  context.clearRect(0, 0, width, height);
  const plotHeight = height - markPx - footPx;
  const longest = niceAbove(Math.max(10, ...moments.map((moment) => moment.outcome.delayMs)));
  const y = (ms: number) => markPx + plotHeight * (1 - ms / longest);

  context.font = '10px system-ui, sans-serif';
  context.textBaseline = 'bottom';
  for (const ms of [longest / 2, longest]) {
    context.fillStyle = colour('--line');
    context.fillRect(0, Math.round(y(ms)), width, 1);
  }

  const stages = ['--stage-1', '--stage-2', '--stage-3'].map(colour);
  moments.forEach((moment, i) => {
    const x = width - (moments.length - i) * barPx;
    const { outcome } = moment;
    if (outcome.kind !== 'segmented') {
      context.fillStyle = colour(outcome.kind === 'dropped' ? '--warn' : '--bad');
      context.fillRect(x, height - footPx, barPx - 1, footPx);
      if (outcome.kind === 'failed') {
        context.fillRect(x, markPx, barPx - 1, plotHeight);
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
    if (moment.result.events.length > 0) {
      context.fillStyle = colour('--event');
      context.beginPath();
      context.arc(x + 2, markPx, 2.5, 0, 7);
      context.fill();
    }
    if (moment === shown.value) {
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

/** The next of 1, 2, 5, 10, 20, … */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
