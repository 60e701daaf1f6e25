import { signal } from '@preact/signals';
import { batchCalls, messageOf } from '../server/calls';
import { BatchOutput } from '../wire/videoseg/v1/batch_service_pb';
import { refreshJobs } from './jobs';

/** A file that is being uploaded. */
export interface Upload {
  name: string;
  size: number;
  sent: number;
  /** Why the upload failed; empty if it did not. */
  problem: string;
  cancel: () => void;
}

export const uploads = signal<readonly Upload[]>([]);

const outputs = [BatchOutput.OVERLAY, BatchOutput.JSON_LINES, BatchOutput.TRACKS, BatchOutput.SUMMARY];
/** All calls but the two subscriptions share one slot: chunks are small so that the others get their turn. */
const chunkBytes = 1024 * 1024;

/** Uploads a video and creates a job for it. */
export async function runFile(file: File): Promise<void> {
  const abort = new AbortController();
  let upload: Upload = { name: file.name, size: file.size, sent: 0, problem: '', cancel: () => abort.abort() };
  const update = (change: Partial<Upload>) => {
    const next = { ...upload, ...change };
    uploads.value = uploads.value.map((other) => (other === upload ? next : other));
    upload = next;
  };
  uploads.value = [upload, ...uploads.value];
  const options = { signal: abort.signal };
  try {
    const { uploadId, maxChunkBytes } = await batchCalls.createUpload({ fileName: file.name, sizeBytes: BigInt(file.size) }, options);
    const size = Math.min(chunkBytes, maxChunkBytes || chunkBytes);
    while (upload.sent < file.size) {
      const data = new Uint8Array(await file.slice(upload.sent, upload.sent + size).arrayBuffer());
      const { receivedBytes } = await batchCalls.uploadChunk({ uploadId, offset: BigInt(upload.sent), data }, options);
      update({ sent: Number(receivedBytes) });
    }
    await batchCalls.createBatchJob({ requestId: crypto.randomUUID?.() ?? '', source: { case: 'uploadId', value: uploadId }, outputs }, options);
    dismiss(upload);
    refreshJobs();
  } catch (e) {
    if (abort.signal.aborted) {
      dismiss(upload);
    } else {
      update({ problem: messageOf(e) });
    }
  }
}

export function dismiss(upload: Upload): void {
  upload.cancel();
  uploads.value = uploads.value.filter((other) => other.cancel !== upload.cancel);
}
