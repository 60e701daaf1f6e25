import { camera, endCamera, startCamera } from '../camera/camera';
import { jobsAvailable } from '../jobs/jobs';
import { runFile } from '../jobs/upload';
import { connection } from '../server/connection';
import { isDark, theme } from '../view/settings';
import { helpOpen } from './Help';
import { Icon } from './icons';

const states = { connecting: 'connecting', online: 'connected', offline: 'not connected', refused: 'sign-in required' };

export function TopBar() {
  const state = connection.value.kind;
  const dark = isDark.value;
  const running = camera.value.kind === 'on' || camera.value.kind === 'starting';
  return (
    <header class="top">
      <h1>
        <img src="icon.svg" alt="" /> VideoSeg
      </h1>
      <span class={`connection ${state}`} role="status" title={location.host}>
        {states[state]}
      </span>
      <span class="space" />
      {jobsAvailable.value && (
        <label class="button" title="Process a video file (or drop it on the page)">
          <Icon name="file" /> <span>Process a file</span>
          <input
            type="file"
            accept="video/*"
            aria-label="Process a file"
            onChange={(event) => {
              [...(event.currentTarget.files ?? [])].forEach((file) => void runFile(file));
              event.currentTarget.value = '';
            }}
          />
        </label>
      )}
      <button class={running ? 'active-camera' : ''} onClick={() => (running ? endCamera() : void startCamera())} disabled={camera.value.kind === 'starting'}>
        <Icon name="camera" /> <span>{camera.value.kind === 'starting' ? 'Starting…' : running ? 'Stop the camera' : 'Camera'}</span>
      </button>
      <button title="Keyboard shortcuts (?)" aria-label="Keyboard shortcuts" class="only-wide" onClick={() => (helpOpen.value = true)}>
        <Icon name="keyboard" />
      </button>
      <button title={dark ? 'Light' : 'Dark'} aria-label={dark ? 'Light colours' : 'Dark colours'} onClick={() => (theme.value = dark ? 'light' : 'dark')}>
        <Icon name={dark ? 'sun' : 'moon'} />
      </button>
    </header>
  );
}
