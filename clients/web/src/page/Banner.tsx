import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { camera } from '../camera/camera';
import { setAccessToken } from '../server/calls';
import { connection, retryNow } from '../server/connection';
import { Icon } from './icons';

/** The most important problem: no connection to the server, sign-in required, or the camera failed. */
export function Banner() {
  const state = connection.value;
  if (state.kind === 'offline') {
    return <Offline why={state.why} retryAt={state.retryAt} />;
  }
  if (state.kind === 'refused') {
    return <SignIn why={state.why} signedIn={state.signedIn} />;
  }
  if (camera.value.kind === 'failed') {
    return (
      <div class="banner" role="alert">
        <span>
          The camera stream ended: <b>{camera.value.why}</b>
        </span>
        <button class="small" aria-label="Close" onClick={() => (camera.value = { kind: 'off' })}>
          <Icon name="close" />
        </button>
      </div>
    );
  }
  return null;
}

function Offline({ why, retryAt }: { why: string; retryAt: number }) {
  const now = useSignal(performance.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = performance.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((retryAt - now.value) / 1000));
  return (
    <div class="banner bad" role="alert">
      <span>
        <b>No connection to the server</b>: {why}. The page shows the last data. {seconds > 0 ? `Next attempt in ${seconds} s.` : 'Connecting…'}
      </span>
      <button onClick={retryNow}>Retry now</button>
    </div>
  );
}

function SignIn({ why, signedIn }: { why: string; signedIn: boolean }) {
  const token = useSignal('');
  return (
    <form
      class="banner"
      onSubmit={(event) => {
        event.preventDefault();
        setAccessToken(token.value.trim());
      }}
    >
      <span>
        <b>{signedIn ? 'Access denied' : 'Sign-in required'}</b>: {why}
      </span>
      <input type="password" placeholder="API key or token" aria-label="API key or token" value={token.value} onInput={(event) => (token.value = event.currentTarget.value)} />
      <button type="submit">Sign in</button>
    </form>
  );
}
