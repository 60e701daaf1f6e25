using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Tracking;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Execution;

/// <summary>
/// Segments one video, chunk by chunk:
/// <code>
/// read and decode ─► pipeline of the chunk ─► outputs ─► store: chunks done, tracker
/// </code>
/// A pipeline begins with a keyframe and gets nothing from the chunk before but the tracker, so it does not matter which server process ran that one.
/// </summary>
internal sealed class VideoRun(
    Job job,
    IReadOnlyList<IJobOutput> kinds,
    JobFolder folder,
    JobStore store,
    JobProgress progress,
    StreamRegistry streams,
    FileRoots roots,
    JobOptions options,
    TimeProvider time)
{
    private const double DefaultFrameRate = 25;

    private Job _job = job;
    private Tracker _tracker = new(new TrackerOptions());
    private long _startedAt;
    private long _framesBefore;

    /// <summary>Continues after the last chunk that is stored as done, to the end of the video.</summary>
    /// <returns>The job with its output files; its end is not stored yet.</returns>
    /// <exception cref="JobFailedException">The job can't continue.</exception>
    public async Task<Job> RunAsync(CancellationToken cancellationToken)
    {
        using var input = _job.Input.Open(_job.FileName, roots);
        using var reader = VideoReader.OpenFile(input.Path, $"'{_job.FileName}'", streams.FrameLimits);
        var video = new InputVideo(reader.FrameRate ?? DefaultFrameRate, reader.Size!.Value, reader.PixelAspect, reader.StartTime);
        using var model = streams.Rent(_job.Options);
        Begin(model.Manifest, reader.FrameCount ?? 0);
        folder.Make();
        using var outputs = new OutputSet(kinds, new JobOutputContext(
            folder.Outputs, folder.Chunks, _job.FileName, input.Path, $"{model.Manifest.Name} {model.Manifest.Version}", model.Categories, video));
        if (!_job.IsRead)
        {
            var frames = new InputFrames(reader, video.FrameRate);
            using var memory = await JobMemory.ReserveAsync(streams.Decoding, frames.BytesOfFrame, cancellationToken);
            using var stream = streams.OpenChunked(_job.Options with { StreamId = _job.Id }, model, _job.Caller);
            await ReadAllAsync(frames, reader, memory.FramesInFlight, stream, outputs, cancellationToken);
        }

        await outputs.FinishAsync(cancellationToken);
        return _job with { Files = folder.List() };
    }

    private void Begin(ModelManifest model, long frames)
    {
        _tracker = new Tracker(model.Tracking);
        if (_job.ModelVersion != model.Version)
        {
            _job = _job with { ModelVersion = model.Version, ChunksDone = 0, FramesDone = 0, IsRead = false };
            folder.Remove();
        }
        else if (store.TrackerOf(_job.Id) is { } saved && _job.ChunksDone > 0)
        {
            _tracker = new Tracker(model.Tracking, saved);
        }

        _job = _job with { State = JobState.Running, Started = _job.Started ?? time.GetUtcNow(), FramesTotal = _job.IsRead ? _job.FramesTotal : frames };
        store.Save(_job);
        progress.Publish(_job);
        (_startedAt, _framesBefore) = (time.GetTimestamp(), _job.FramesDone);
    }

    private async Task ReadAllAsync(InputFrames frames, VideoReader reader, int framesInFlight, ChunkedVideo stream, OutputSet outputs, CancellationToken cancellationToken)
    {
        // Decodes instead of seeking, so that it is right for files with a wrong index too.
        await Task.Run(() => frames.Skip(_job.FramesDone, cancellationToken), cancellationToken);
        _startedAt = time.GetTimestamp();
        while (!_job.IsRead)
        {
            if (FreeSpace.Of(folder.Chunks) is var free && free < options.MinFreeBytes)
            {
                throw new JobFailedException(new JobFailure(
                    JobFailureCause.Limit, "DISK_FULL", $"the server's disk has {free} bytes free; a job continues with at least {options.MinFreeBytes}"));
            }

            outputs.BeginChunk(_job.ChunksDone);
            var chunk = new JobChunk(_job, stream, _tracker, framesInFlight, time);
            await foreach (var frame in chunk.ReadAsync(frames, ChunkFrames, cancellationToken))
            {
                outputs.Write(frame);
                Advance(frame);
            }

            outputs.EndChunk();
            bool isRead = frames.HasEnded;
            _job = _job with { ChunksDone = _job.ChunksDone + 1, Attempts = 1, IsRead = isRead, FramesTotal = isRead ? _job.FramesDone : _job.FramesTotal };
            if (isRead && reader.Shortfall is { } shortfall)
            {
                _job = _job with { FramesMissing = shortfall.FramesMissing, Problem = shortfall.Message };
            }

            store.Save(_job, _tracker.Save());
        }
    }

    /// <summary>A whole number of keyframe intervals, so that a chunk begins where there would be a keyframe anyway.</summary>
    private int ChunkFrames => _job.Options is { KeyframePolicy: FixedIntervalPolicy.Name, KeyframeInterval: { } interval }
        ? (options.SegmentFrames + interval - 1) / interval * interval
        : options.SegmentFrames;

    private void Advance(JobFrame frame)
    {
        long done = frame.Number + 1;
        double seconds = time.GetElapsedTime(_startedAt).TotalSeconds;
        _job = _job with
        {
            FramesDone = done,
            FramesTotal = _job.FramesTotal > 0 ? Math.Max(_job.FramesTotal, done) : 0,
            FramesPerSecond = seconds > 0 ? (done - _framesBefore) / seconds : 0,
        };
        progress.Advance(_job, frame.Painted);
    }
}
