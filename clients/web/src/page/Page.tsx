import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { startCamera } from '../camera/camera';
import { jobsOffered } from '../jobs/jobs';
import { runFile } from '../jobs/upload';
import { connection } from '../server/connection';
import { theme } from '../stage/settings';
import { Stage } from '../stage/Stage';
import { selected, streams } from '../streams/overview';
import { Timeline } from '../timeline/Timeline';
import { Banner } from './Banner';
import { Controls } from './Controls';
import { Help } from './Help';
import { Icon } from './icons';
import { Inspector } from './Inspector';
import { JobList } from './JobList';
import { StreamList } from './StreamList';
import { TopBar } from './TopBar';

export function Page() {
  const dropping = useSignal(false);
  const chosen = theme.value;
  useEffect(() => {
    document.documentElement.dataset.theme = chosen;
  }, [chosen]);

  return (
    <div
      class={`page ${dropping.value ? 'dropping' : ''}`}
      onDragOver={(event) => {
        if (jobsOffered.value && event.dataTransfer?.types.includes('Files')) {
          event.preventDefault();
          dropping.value = true;
        }
      }}
      onDragLeave={(event) => {
        if (event.relatedTarget === null) {
          dropping.value = false;
        }
      }}
      onDrop={(event) => {
        event.preventDefault();
        dropping.value = false;
        [...(event.dataTransfer?.files ?? [])].forEach((file) => void runFile(file));
      }}
    >
      <TopBar />
      <Banner />
      <main>
        <nav class="left">
          <StreamList />
          <JobList />
        </nav>
        <div class="centre">
          {selected.value ? (
            <>
              <Stage />
              <Controls />
              <Timeline />
            </>
          ) : (
            <Welcome />
          )}
        </div>
        <Inspector />
      </main>
      <div class="drop-target">
        <Icon name="file" /> Drop the video to run it
      </div>
      <Help />
    </div>
  );
}

/** What to do when nothing streams. */
function Welcome() {
  if (connection.value.kind !== 'online') {
    return <div class="welcome">{connection.value.kind === 'connecting' ? <p>Connecting to {location.host} …</p> : <p>No server, no streams: this page goes on when the server is back.</p>}</div>;
  }
  if (streams.value.size > 0) {
    return (
      <div class="welcome">
        <p>Choose a stream.</p>
      </div>
    );
  }
  return (
    <div class="welcome">
      <h2>Nothing streams yet</h2>
      <p>As soon as a stream opens it is seen here. To open one:</p>
      <ul>
        <li>
          <button onClick={() => void startCamera()}>
            <Icon name="camera" /> Start this device's camera
          </button>
        </li>
        {jobsOffered.value && <li>Drop a video file on this page</li>}
        <li>
          Stream from a terminal
          <code>./videoseg stream clip.mp4 --server http://{location.hostname}:5080 --pace source</code>
        </li>
      </ul>
    </div>
  );
}
