import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { startCamera } from '../camera/camera';
import { jobsAvailable } from '../jobs/jobs';
import { runFile } from '../jobs/upload';
import { connection } from '../server/connection';
import { theme } from '../view/settings';
import { FrameView } from '../view/FrameView';
import { selected, selectedId, streams } from '../streams/overview';
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
        if (jobsAvailable.value && event.dataTransfer?.types.includes('Files')) {
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
              <FrameView />
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
        <Icon name="file" /> Drop the video to process it
      </div>
      <Help />
    </div>
  );
}

/** The centre of the page while no stream is shown: what the user can do. */
function Welcome() {
  switch (connection.value.kind) {
    case 'connecting':
      return <Note>Connecting to {location.host} …</Note>;
    case 'offline':
      return <Note>No connection to the server. The page continues when the server is back.</Note>;
    case 'refused':
      return <Note>Sign in above to see the streams of this server.</Note>;
    case 'online':
      return selectedId.value ? <Note>Stream {selectedId.value} is not open. It appears here as soon as it opens.</Note> : streams.value.size > 0 ? <Note>Select a stream.</Note> : <FirstSteps />;
  }
}

function Note({ children }: { children: ComponentChildren }) {
  return (
    <div class="welcome">
      <p>{children}</p>
    </div>
  );
}

function FirstSteps() {
  return (
    <div class="welcome">
      <h2>No open streams</h2>
      <p>A stream appears here as soon as it opens. To open one:</p>
      <ul>
        <li>
          <button onClick={() => void startCamera()}>
            <Icon name="camera" /> Start this device's camera
          </button>
        </li>
        {jobsAvailable.value && <li>Drop a video file on this page</li>}
        <li>
          Stream from a terminal
          <code>./videoseg stream clip.mp4 --server {grpcAddress} --pace source</code>
          {grpcAddress !== location.origin && <p class="hint">{grpcAddress} stands for the gRPC address, which the server prints when it starts: READY grpc=…</p>}
        </li>
      </ul>
    </div>
  );
}

/** With TLS one port serves the page and gRPC; without, gRPC has a port of its own, which a page cannot find out. */
const grpcAddress = location.protocol === 'https:' ? location.origin : 'GRPC_ADDRESS';
