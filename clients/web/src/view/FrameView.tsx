import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../page/icons';
import { clock, milliseconds, share } from '../page/format';
import { playerProblem, isLive, older, shown, version } from '../streams/player';
import { selected } from '../streams/overview';
import { renderOptions } from './renderOptions';
import { highlight } from './settings';
import { FrameRenderer } from './frameRenderer';
import type { Segment } from '../wire/videoseg/v1/frame_result_pb';

let view: FrameRenderer | undefined;

/** Saves the frame as it is displayed. */
export async function downloadPicture(): Promise<void> {
  const record = view?.record;
  const picture = await view?.download(renderOptions.value);
  if (record && picture) {
    save(picture, `${selected.value?.id ?? 'stream'}-${String(record.frame).padStart(6, '0')}.png`);
  }
}

export function save(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function FrameView() {
  const box = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const canvases = [useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null), useRef<HTMLCanvasElement>(null)] as const;
  const problem = useSignal('');
  const painted = useSignal<number | undefined>(undefined);
  const pointed = useSignal<{ segment: Segment; x: number; y: number } | null>(null);

  useEffect(() => {
    try {
      view = new FrameRenderer(
        canvases[0].current!,
        canvases[1].current!,
        canvases[2].current!,
        (record) => (painted.value = record?.frame),
        (why) => (problem.value = why),
      );
    } catch (e) {
      problem.value = (e as Error).message;
      return;
    }
    const own = view;
    let aspect = 0;
    const fit = () => {
      const { clientWidth, clientHeight } = box.current!;
      const width = Math.floor(Math.min(clientWidth, clientHeight * aspect));
      const height = Math.floor(width / aspect);
      frame.current!.style.width = `${width}px`;
      frame.current!.style.height = `${height}px`;
      own.resize(Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio));
      own.paint(renderOptions.peek());
    };
    const sizes = new ResizeObserver(() => aspect > 0 && fit());
    sizes.observe(box.current!);
    const stop = effect(() => {
      const record = shown.value;
      const segmentation = record?.segmentation;
      if (segmentation && segmentation.width / segmentation.height !== aspect) {
        aspect = segmentation.width / segmentation.height;
        box.current!.style.setProperty('--aspect', String(aspect));
        fit();
      }
      problem.value = '';
      void own.show(record, renderOptions.value);
    });
    return () => {
      stop();
      sizes.disconnect();
      view = undefined;
    };
  }, []);

  const point = (event: PointerEvent) => {
    const area = frame.current!.getBoundingClientRect();
    const [x, y] = [event.clientX - area.left, event.clientY - area.top];
    const segment = view?.segmentAt(x / area.width, y / area.height);
    pointed.value = segment ? { segment, x, y } : null;
    highlight.value = segment?.trackId !== undefined ? { trackId: segment.trackId } : null;
  };
  const leave = () => {
    pointed.value = null;
    highlight.value = null;
  };

  const tip = pointed.value;
  const area = shown.value?.segmentation;
  return (
    <div class={`viewport ${shown.value ? '' : 'empty'}`} ref={box}>
      <div
        class="frame"
        ref={frame}
        data-testid="frame"
        data-frame={shown.value?.frame}
        data-painted={painted.value}
        data-picture={shown.value?.picture ? 'yes' : 'no'}
        hidden={!shown.value}
        onPointerMove={point}
        onPointerLeave={leave}
      >
        <canvas ref={canvases[0]} class="picture" />
        <canvas ref={canvases[1]} class="masks" data-testid="masks" />
        <canvas ref={canvases[2]} class="overlay" role="img" aria-label={description()} />
        {shown.value && !shown.value.picture && <div class="no-picture">No picture of this frame in the server's log</div>}
        <Hud />
        {tip && area && (
          <div class="tip" style={{ left: `${tip.x + 14}px`, top: `${tip.y + 14}px` }}>
            <b>
              {selected.value?.categories.get(tip.segment.categoryId)?.name} {tip.segment.trackId !== undefined ? String(tip.segment.trackId) : ''}
            </b>
            <span>{tip.segment.isThing ? `score ${tip.segment.score.toFixed(2)}` : 'stuff'}</span>
            <span>{share(tip.segment.area / (area.width * area.height))} of the frame</span>
          </div>
        )}
      </div>
      {problem.value && <div class="viewport-note bad">{problem.value}</div>}
      {!problem.value && playerProblem.value && selected.value?.open.value && <div class="viewport-note bad">{playerProblem.value}</div>}
      {selected.value?.open.value && selected.value.problem.value && !playerProblem.value && <div class="viewport-note bad">{selected.value.problem.value}</div>}
      {selected.value && !shown.value && !playerProblem.value && !selected.value.problem.value && <div class="viewport-note">Waiting for the next frame of {selected.value.id}</div>}
      {selected.value && !selected.value.open.value && shown.value && <div class="viewport-note low">The stream has ended; this is its last frame</div>}
    </div>
  );
}

/** The state of playback and of the shown frame, as badges over the picture. */
function Hud() {
  version.value;
  const record = shown.value;
  if (!record) {
    return null;
  }
  return (
    <div class="hud">
      {isLive.value ? (
        <span class="badge live">
          <Icon name="live" /> live
        </span>
      ) : (
        <span class="badge paused">
          <Icon name="pause" /> paused
        </span>
      )}
      <span class="badge">frame {record.frame}</span>
      <span class="badge">{milliseconds(record.outcome.delayMs)}</span>
      {record.outcome.keyframe && (
        <span class="badge key" title={`keyframe: ${record.outcome.keyframe}`}>
          ◆ {record.outcome.keyframe}
        </span>
      )}
      <span class="badge quiet">{clock(record.outcome.doneMs)}</span>
      {older.value === 'loading' && <span class="badge">reading the log…</span>}
      {older.value === 'end' && !isLive.value && <span class="badge">start of the log</span>}
    </div>
  );
}

function description(): string {
  const segments = shown.value?.segmentation?.segments ?? [];
  const names = segments.map((segment) => selected.value?.categories.get(segment.categoryId)?.name);
  return `frame ${shown.value?.frame ?? ''}: ${[...new Set(names)].join(', ')}`;
}
