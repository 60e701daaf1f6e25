import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { signal } from '@preact/signals';
import { BatchService } from '../wire/videoseg/v1/batch_service_pb';
import { ModelService } from '../wire/videoseg/v1/model_service_pb';
import { ResultService } from '../wire/videoseg/v1/result_service_pb';
import { CallGate } from './callGate';

/** The overview, the stream that is looked at, and one for all the rest. */
export const gate = new CallGate(3);

/** What the server is shown, where it wants to know who asks. Kept until the tab is closed. */
export const accessToken = signal(sessionStorage.getItem('videoseg.token') ?? '');

export function useToken(token: string): void {
  sessionStorage.setItem('videoseg.token', token);
  accessToken.value = token;
}

const authorize: Interceptor = (next) => (request) => {
  if (accessToken.value) {
    request.header.set('authorization', `Bearer ${accessToken.value}`);
  }
  return next(request);
};

const limit: Interceptor = (next) => async (request) => {
  const leave = await gate.enter(request.signal);
  try {
    const response = await next(request);
    if (response.stream) {
      // A reader that leaves before the end does not always end what it reads from.
      request.signal.addEventListener('abort', leave, { once: true });
      return { ...response, message: leaveAfter(response.message, leave) };
    }
    leave();
    return response;
  } catch (e) {
    leave();
    throw e;
  }
};

async function* leaveAfter<T>(messages: AsyncIterable<T>, leave: () => void): AsyncGenerator<T> {
  try {
    yield* messages;
  } finally {
    leave();
  }
}

const transport = createGrpcWebTransport({ baseUrl: location.origin, useBinaryFormat: true, interceptors: [limit, authorize] });

export const resultCalls = createClient(ResultService, transport);
export const batchCalls = createClient(BatchService, transport);
export const modelCalls = createClient(ModelService, transport);

/** What went wrong, for people. */
export function messageOf(error: unknown): string {
  const failure = ConnectError.from(error);
  return failure.code === Code.Unknown ? 'the server does not answer' : failure.rawMessage || 'the call failed';
}

/** Whether asking again, as it is, cannot help. */
export function isRefusal(error: unknown): boolean {
  return [Code.Unauthenticated, Code.PermissionDenied, Code.Unimplemented].includes(ConnectError.from(error).code);
}
