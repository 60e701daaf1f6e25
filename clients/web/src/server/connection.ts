import { Code, ConnectError } from '@connectrpc/connect';
import { effect, signal } from '@preact/signals';
import { accessToken, callLimiter, messageOf } from './calls';
import { serverUrl } from './serverUrl';

/** The state of the connection to the server. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** `retryAt` is a time of performance.now(). */
  | { kind: 'offline'; why: string; retryAt: number }
  /** The server requires a credential (or, if `signedIn`, the credential lacks a permission). */
  | { kind: 'refused'; why: string; signedIn: boolean };

export const connection = signal<Connection>({ kind: 'connecting' });

const backoffMs = [500, 1000, 2000, 4000, 5000];
const quietMs = 8000;
const probeTimeoutMs = 5000;
let wake: () => void = () => {};

/** Retries now instead of after the backoff. */
export function retryNow(): void {
  wake();
}

addEventListener('online', retryNow);
addEventListener('visibilitychange', () => document.visibilityState === 'visible' && retryNow());
effect(() => {
  accessToken.value;
  retryNow();
});

/**
 * Runs the call that defines the connection, and repeats it whenever it ends. `call` reports each message with `onMessage`. If none arrives
 * for a while, the server is probed: a network that is lost silently ends no call.
 */
export async function keepConnected(call: (onMessage: () => void, signal: AbortSignal) => Promise<void>): Promise<never> {
  for (let tries = 0; ; tries++) {
    const abort = new AbortController();
    let lastMessage = performance.now();
    const watchdog = setInterval(async () => {
      if (performance.now() - lastMessage > quietMs && !(await serverAnswers(abort.signal))) {
        abort.abort(new ConnectError('the server does not answer', Code.Unavailable));
      }
    }, quietMs);
    let why = 'the server ended the call';
    try {
      await call(() => {
        tries = 0;
        lastMessage = performance.now();
        if (connection.value.kind !== 'online') {
          connection.value = { kind: 'online' };
        }
      }, abort.signal);
    } catch (e) {
      why = messageOf(e);
      const { code } = ConnectError.from(e);
      if (code === Code.Unauthenticated || code === Code.PermissionDenied) {
        connection.value = { kind: 'refused', why, signedIn: code === Code.PermissionDenied };
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
    } finally {
      clearInterval(watchdog);
      abort.abort();
    }

    const wait = backoffMs[Math.min(tries, backoffMs.length - 1)]!;
    connection.value = { kind: 'offline', why, retryAt: performance.now() + wait };
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, wait);
    });
  }
}

async function serverAnswers(signal: AbortSignal): Promise<boolean> {
  try {
    const release = await callLimiter.acquire(signal);
    try {
      return (await fetch(`${serverUrl}/healthz/live`, { signal: AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]) })).ok;
    } finally {
      release();
    }
  } catch {
    return signal.aborted;
  }
}
