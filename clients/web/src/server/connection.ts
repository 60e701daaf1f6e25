import { Code, ConnectError } from '@connectrpc/connect';
import { effect, signal } from '@preact/signals';
import { accessToken, gate, messageOf } from './calls';

/** How the page stands with its server. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** `retryAt` is in the clock of performance.now(). */
  | { kind: 'offline'; why: string; retryAt: number }
  | { kind: 'refused'; why: string };

export const connection = signal<Connection>({ kind: 'connecting' });

const backoffMs = [500, 1000, 2000, 4000, 5000];
const quietMs = 8000;
const probeTimeoutMs = 5000;
let wake: () => void = () => {};

/** Ends the wait for the next try. */
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
 * Keeps the call that the page lives on open for ever. `heard` is to be called with each message; a call that hears nothing for a while is
 * probed, because a network that is gone says nothing.
 */
export async function keepOpen(call: (heard: () => void, signal: AbortSignal) => Promise<void>): Promise<never> {
  for (let tries = 0; ; tries++) {
    const abort = new AbortController();
    let lastHeard = performance.now();
    const watchdog = setInterval(async () => {
      if (performance.now() - lastHeard > quietMs && !(await serverAnswers(abort.signal))) {
        abort.abort(new ConnectError('the server does not answer', Code.Unavailable));
      }
    }, quietMs);
    let why = 'the server ended the call';
    try {
      await call(() => {
        tries = 0;
        lastHeard = performance.now();
        if (connection.value.kind !== 'online') {
          connection.value = { kind: 'online' };
        }
      }, abort.signal);
    } catch (e) {
      why = messageOf(e);
      if ([Code.Unauthenticated, Code.PermissionDenied].includes(ConnectError.from(e).code)) {
        connection.value = { kind: 'refused', why };
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
    const leave = await gate.enter(signal);
    try {
      return (await fetch('/healthz/live', { signal: AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]) })).ok;
    } finally {
      leave();
    }
  } catch {
    return signal.aborted;
  }
}
