import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { signal } from '@preact/signals';
import { BatchService } from '../wire/videoseg/v1/batch_service_pb';
import { ModelService } from '../wire/videoseg/v1/model_service_pb';
import { ResultService } from '../wire/videoseg/v1/result_service_pb';
import { CallLimiter } from './callLimiter';
import { serverUrl } from './serverUrl';

/** One call for the overview, one for the selected stream, one for everything else. */
export const callLimiter = new CallLimiter(3);

/** The credential (API key or token), if the server requires authentication. Kept until the tab is closed. */
export const accessToken = signal(sessionStorage.getItem('videoseg.token') ?? '');

export function setAccessToken(token: string): void {
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
  const release = await callLimiter.acquire(request.signal);
  try {
    const response = await next(request);
    if (response.stream) {
      // A reader that stops before the end does not always close the iterator it reads from.
      request.signal.addEventListener('abort', release, { once: true });
      return { ...response, message: releaseAfter(response.message, release) };
    }
    release();
    return response;
  } catch (e) {
    release();
    throw e;
  }
};

async function* releaseAfter<T>(messages: AsyncIterable<T>, release: () => void): AsyncGenerator<T> {
  try {
    yield* messages;
  } finally {
    release();
  }
}

const transport = createGrpcWebTransport({ baseUrl: serverUrl, useBinaryFormat: true, interceptors: [limit, authorize] });

export const resultCalls = createClient(ResultService, transport);
export const batchCalls = createClient(BatchService, transport);
export const modelCalls = createClient(ModelService, transport);

/** A description of a failed call, for people. */
export function messageOf(error: unknown): string {
  const failure = ConnectError.from(error);
  return failure.code === Code.Unknown ? 'the server does not answer' : failure.rawMessage || 'the call failed';
}

/** Whether retrying the same call cannot succeed. */
export function isPermanent(error: unknown): boolean {
  return [Code.Unauthenticated, Code.PermissionDenied, Code.Unimplemented].includes(ConnectError.from(error).code);
}
