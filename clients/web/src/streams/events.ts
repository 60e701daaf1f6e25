import { VideoEventKind, type VideoEvent } from '../wire/videoseg/v1/video_event_pb';
import type { Moment } from './moment';
import { recording, version } from './focus';

const listed = 60;

const words: Record<VideoEventKind, string> = {
  [VideoEventKind.UNSPECIFIED]: 'at',
  [VideoEventKind.ENTERED]: 'entered',
  [VideoEventKind.LEFT]: 'left',
  [VideoEventKind.COUNT_OVER]: 'too many in',
  [VideoEventKind.COUNT_BACK]: 'no longer too many in',
  [VideoEventKind.CROSSED_TO_RIGHT]: 'crossed to the right:',
  [VideoEventKind.CROSSED_TO_LEFT]: 'crossed to the left:',
};

/** What happened and where. */
export function wordsOf(event: VideoEvent): string {
  return `${words[event.kind] ?? words[0]} ${event.place}`;
}

/** The last events of the stream that is looked at, newest first. */
export function lastEvents(): { moment: Moment; event: VideoEvent }[] {
  version.value;
  const events: { moment: Moment; event: VideoEvent }[] = [];
  for (let i = recording.moments.length - 1; i >= 0 && events.length < listed; i--) {
    const moment = recording.moments[i]!;
    events.push(...moment.result.events.map((event) => ({ moment, event })).reverse());
  }
  return events;
}
