import { VideoEventKind, type VideoEvent } from '../wire/videoseg/v1/video_event_pb';
import type { FrameRecord } from './frameRecord';
import { frameHistory, version } from './player';

const maxListed = 60;

const descriptions: Record<VideoEventKind, (place: string) => string> = {
  [VideoEventKind.UNSPECIFIED]: (place) => `event at ${place}`,
  [VideoEventKind.ENTERED]: (zone) => `entered ${zone}`,
  [VideoEventKind.LEFT]: (zone) => `left ${zone}`,
  [VideoEventKind.COUNT_OVER]: (zone) => `count over limit in ${zone}`,
  [VideoEventKind.COUNT_BACK]: (zone) => `count within limit in ${zone}`,
  [VideoEventKind.CROSSED_TO_RIGHT]: (line) => `crossed ${line} to the right`,
  [VideoEventKind.CROSSED_TO_LEFT]: (line) => `crossed ${line} to the left`,
};

/** What happened and where, for people. */
export function describeEvent(event: VideoEvent): string {
  return (descriptions[event.kind] ?? descriptions[VideoEventKind.UNSPECIFIED])(event.place);
}

/** The last events of the selected stream, newest first. */
export function recentEvents(): { record: FrameRecord; event: VideoEvent }[] {
  version.value;
  const events: { record: FrameRecord; event: VideoEvent }[] = [];
  for (let i = frameHistory.records.length - 1; i >= 0 && events.length < maxListed; i--) {
    const record = frameHistory.records[i]!;
    events.push(...record.result.events.map((event) => ({ record, event })).reverse());
  }
  return events;
}
