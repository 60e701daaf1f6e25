import { useSignal } from '@preact/signals';
import { cancelJob, deleteJob, isActive, jobProblem, jobs, jobsAvailable, downloadOutput } from '../jobs/jobs';
import { dismiss, uploads, type Upload } from '../jobs/upload';
import { save } from '../view/FrameView';
import { messageOf } from '../server/calls';
import { select, streams } from '../streams/overview';
import { BatchJobState, type BatchJob, type OutputFile } from '../wire/videoseg/v1/batch_service_pb';
import { bytes, duration, rate, share } from './format';
import { Icon } from './icons';

export function JobList() {
  if (!jobsAvailable.value) {
    return null;
  }
  return (
    <section class="panel" aria-label="Jobs">
      <h2>
        Jobs <span class="count">{jobs.value.length + uploads.value.length}</span>
      </h2>
      {jobs.value.length + uploads.value.length === 0 && <p class="hint">Drop a video on the page to process it.</p>}
      {jobProblem.value && <p class="hint bad">{jobProblem.value}</p>}
      <ul class="jobs">
        {uploads.value.map((upload) => (
          <UploadRow key={upload.cancel} upload={upload} />
        ))}
        {jobs.value.map((job) => (
          <JobRow key={job.jobId} job={job} />
        ))}
      </ul>
    </section>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  return (
    <li class="job">
      <div class="job-head">
        <span class="job-name">{upload.name}</span>
        <button class="small" title="Cancel the upload" aria-label={`Cancel ${upload.name}`} onClick={() => dismiss(upload)}>
          <Icon name="close" />
        </button>
      </div>
      {upload.problem ? (
        <div class="job-statistics bad">{upload.problem}</div>
      ) : (
        <>
          <progress max={upload.size || 1} value={upload.sent} />
          <div class="job-statistics">
            uploading {bytes(upload.sent)} of {bytes(upload.size)}
          </div>
        </>
      )}
    </li>
  );
}

const stateNames: Record<BatchJobState, string> = {
  [BatchJobState.UNSPECIFIED]: '',
  [BatchJobState.PENDING]: 'queued',
  [BatchJobState.RUNNING]: 'running',
  [BatchJobState.SUCCEEDED]: 'done',
  [BatchJobState.FAILED]: 'failed',
  [BatchJobState.CANCELLED]: 'cancelled',
};

function JobRow({ job }: { job: BatchJob }) {
  const { framesDone = 0n, framesTotal = 0n, framesPerSecond = 0, timeLeft } = job.progress ?? {};
  const running = job.state === BatchJobState.RUNNING;
  const stream = streams.value.get(job.jobId);
  return (
    <li class="job" data-job={job.jobId} data-state={BatchJobState[job.state]}>
      <div class="job-head">
        <span class={`dot ${BatchJobState[job.state]!.toLowerCase()}`} />
        <span class="job-name" title={job.fileName}>
          {job.fileName}
        </span>
        {stream?.open.value && (
          <button class="small" title="Show the stream" aria-label={`Show ${job.fileName}`} onClick={() => select(job.jobId)}>
            <Icon name="play" />
          </button>
        )}
        {isActive(job) ? (
          <button class="small" title="Cancel" aria-label={`Cancel ${job.fileName}`} onClick={() => void cancelJob(job)}>
            <Icon name="close" />
          </button>
        ) : (
          <button class="small" title="Delete the job and its outputs" aria-label={`Delete ${job.fileName}`} onClick={() => void deleteJob(job)}>
            <Icon name="trash" />
          </button>
        )}
      </div>
      {running && <progress max={Number(framesTotal) || 1} value={framesTotal ? Number(framesDone) : undefined} />}
      <div class={`job-statistics ${job.state === BatchJobState.FAILED ? 'bad' : ''}`}>
        {running
          ? `${framesTotal ? share(Number(framesDone) / Number(framesTotal)) : `${framesDone} frames`} · ${rate(framesPerSecond)} frames/s${timeLeft ? ` · ${duration(Number(timeLeft.seconds))} left` : ''}`
          : job.error?.message || `${stateNames[job.state]}${framesDone ? ` · ${framesDone} frames` : ''}`}
      </div>
      {job.outputs.length > 0 && <Outputs job={job} />}
    </li>
  );
}

/** The outputs that are single files; folders of pictures are left to other clients. */
function Outputs({ job }: { job: BatchJob }) {
  const files = job.outputs.filter((output) => !output.name.includes('/'));
  return (
    <div class="outputs">
      {files.map((file) => (
        <OutputButton key={file.name} job={job} file={file} />
      ))}
    </div>
  );
}

function OutputButton({ job, file }: { job: BatchJob; file: OutputFile }) {
  const state = useSignal('');
  const load = async () => {
    try {
      const content = await downloadOutput(job, file.name, (done) => (state.value = share(done / (Number(file.sizeBytes) || 1))));
      state.value = '';
      save(content, `${job.fileName.replace(/\.[^.]*$/, '')}-${file.name}`);
    } catch (e) {
      state.value = messageOf(e);
    }
  };
  return (
    <button class="output" title={`Download ${file.name}, ${bytes(file.sizeBytes)}`} onClick={() => void load()}>
      <Icon name="download" /> {state.value || file.name}
    </button>
  );
}
