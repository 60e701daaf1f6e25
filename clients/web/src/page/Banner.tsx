import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { camera } from '../camera/camera';
import { useToken } from '../server/calls';
import { connection, retryNow } from '../server/connection';
import { Icon } from './icons';

/** What the user must know now: the server is gone, wants to know who asks, or the camera failed. */
export function Banner() {
  const state = connection.value;
  if (state.kind === 'offline') {
    return <Offline why={state.why} retryAt={state.retryAt} />;
  }
  if (state.kind === 'refused') {
    return <TokenForm why={state.why} />;
  }
  if (camera.value.kind === 'failed') {
    return (
      <div class="banner" role="alert">
        <span>
          The camera's stream ended: <b>{camera.value.why}</b>
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
        <b>No connection to the server</b>: {why}. What you see is the last that came. {seconds > 0 ? `Trying again in ${seconds} s.` : 'Trying again…'}
      </span>
      <button onClick={retryNow}>Try now</button>
    </div>
  );
}

function TokenForm({ why }: { why: string }) {
  const token = useSignal('');
  return (
    <form
      class="banner"
      onSubmit={(event) => {
        event.preventDefault();
        useToken(token.value.trim());
      }}
    >
      <span>
        <b>The server wants to know who asks</b>: {why}
      </span>
      <input type="password" placeholder="API key or token" aria-label="API key or token" value={token.value} onInput={(event) => (token.value = event.currentTarget.value)} />
      <button type="submit">Sign in</button>
    </form>
  );
}
