import { Code, ConnectError } from '@connectrpc/connect';
import { computed, signal } from '@preact/signals';
import { batchCalls, messageOf } from '../server/calls';
import { connection } from '../server/connection';
import { BatchJobState, type BatchJob } from '../wire/videoseg/v1/batch_service_pb';

/** Newest first. */
export const jobs = signal<readonly BatchJob[]>([]);

/** False if the server has no BatchService, or the caller no permission for it. */
export const jobsAvailable = signal(true);
export const jobProblem = signal('');
export const runningJobs = computed(() => jobs.value.filter(isActive));

const shownJobs = 50;
const busyMs = 1000;
const quietMs = 5000;
let wake: () => void = () => {};

export function isActive(job: BatchJob): boolean {
  return job.state === BatchJobState.PENDING || job.state === BatchJobState.RUNNING;
}

/** Polls now instead of after the interval. */
export function refreshJobs(): void {
  wake();
}

/** Polls the list of jobs: watching each job would take a connection for each. */
export async function pollJobs(): Promise<never> {
  for (;;) {
    if (connection.value.kind === 'online' && document.visibilityState === 'visible') {
      try {
        const list = (await batchCalls.listBatchJobs({ pageSize: shownJobs })).jobs;
        jobsAvailable.value = true;
        await addOutputs(list);
        jobs.value = list;
      } catch (e) {
        const { code } = ConnectError.from(e);
        if (code === Code.Unimplemented || code === Code.PermissionDenied) {
          jobsAvailable.value = false;
        }
      }
    }
    await new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, runningJobs.value.length > 0 ? busyMs : quietMs);
    });
  }
}

/** The list has no outputs. Those of a job that has succeeded do not change any more. */
async function addOutputs(list: BatchJob[]): Promise<void> {
  for (const job of list.filter(({ state }) => state === BatchJobState.SUCCEEDED)) {
    const known = jobs.value.find(({ jobId, state }) => jobId === job.jobId && state === job.state) ?? (await batchCalls.getBatchJob({ jobId: job.jobId })).job;
    job.outputs = known?.outputs ?? [];
  }
}

export async function cancelJob(job: BatchJob): Promise<void> {
  await attempt(() => batchCalls.cancelBatchJob({ jobId: job.jobId }));
}

export async function deleteJob(job: BatchJob): Promise<void> {
  await attempt(() => batchCalls.deleteBatchJob({ jobId: job.jobId }));
}

/** Downloads an output. */
export async function downloadOutput(job: BatchJob, name: string, onProgress: (bytes: number) => void): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const { data } of batchCalls.downloadOutput({ jobId: job.jobId, name })) {
    parts.push(data as Uint8Array<ArrayBuffer>);
    onProgress((bytes += data.length));
  }
  return new Blob(parts, { type: name.endsWith('.mp4') ? 'video/mp4' : name.endsWith('.html') ? 'text/html' : 'application/octet-stream' });
}

async function attempt(call: () => Promise<unknown>): Promise<void> {
  try {
    jobProblem.value = '';
    await call();
  } catch (e) {
    jobProblem.value = messageOf(e);
  }
  refreshJobs();
}
