using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Jobs.Inputs;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Tracking;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs;

/// <summary>
/// Works through one video, segment by segment:
/// <code>
/// read and decode ─► session of the segment ─► outputs ─► store: segments done, tracker
/// </code>
/// A session begins with a keyframe and knows nothing of the segment before but the tracker, so it does not matter which server ran that one.
/// </summary>
internal sealed class JobRun(Job job, JobFolder folder, JobStore store, JobFeed feed, StreamRegistry streams, FileRoots roots, JobOptions options, TimeProvider time)
{
    private const double DefaultFrameRate = 25;
    private const double MaxOverlayFrameRate = 120;

    private Job _job = job;
    private Tracker _tracker = new(new TrackerOptions());
    private long _startedAt;
    private long _framesBefore;

    /// <summary>Goes on where the store says, to the end.</summary>
    /// <returns>The job with all that its end needs; it is not stored as ended.</returns>
    /// <exception cref="JobFailedException">It can't go on.</exception>
    public async Task<Job> RunAsync(CancellationToken cancellationToken)
    {
        using var source = _job.Source.Open(_job.FileName, roots);
        string name = $"'{_job.FileName}'";
        var container = VideoContainer.Of(source.Path, name);
        if (container.MissingBytes > 0)
        {
            throw new JobFailedException(new JobFailure(
                JobFailureCause.Source, "VIDEO_INCOMPLETE", $"{name} is cut off: by its own account {container.MissingBytes} bytes more belong to it"));
        }

        using var reader = VideoReader.OpenFile(source.Path, name);
        double frameRate = Math.Min(reader.FrameRate ?? DefaultFrameRate, MaxOverlayFrameRate);
        using var model = streams.Rent(_job.Options);
        Begin(model.Manifest, reader.FrameCount ?? 0);
        folder.Make();
        using var outputs = new OutputSet(_job, folder, model, source.Path, frameRate);
        if (!_job.IsRead)
        {
            using var stream = streams.OpenChunked(_job.Options with { StreamId = _job.Id }, model);
            await ReadAllAsync(new InputFrames(reader, frameRate), stream, outputs, cancellationToken);
        }

        await outputs.FinishAsync(cancellationToken);
        return _job with { Files = folder.List() };
    }

    private void Begin(ModelManifest model, long frames)
    {
        _tracker = new Tracker(model.Tracking);
        if (_job.ModelVersion != model.Version)
        {
            _job = _job with { ModelVersion = model.Version, SegmentsDone = 0, FramesDone = 0, IsRead = false };
            folder.Remove();
        }
        else if (store.TrackerOf(_job.Id) is { } saved && _job.SegmentsDone > 0)
        {
            _tracker = new Tracker(model.Tracking, saved);
        }

        _job = _job with { State = JobState.Running, Started = _job.Started ?? time.GetUtcNow(), FramesTotal = _job.IsRead ? _job.FramesTotal : frames };
        store.Save(_job);
        feed.Publish(_job);
        (_startedAt, _framesBefore) = (time.GetTimestamp(), _job.FramesDone);
    }

    private async Task ReadAllAsync(InputFrames frames, ChunkedVideo stream, OutputSet outputs, CancellationToken cancellationToken)
    {
        // Decoding alone, so that it is right for each file, also for those whose index is wrong.
        await Task.Run(() => frames.Skip(_job.FramesDone, cancellationToken), cancellationToken);
        _startedAt = time.GetTimestamp();
        while (!_job.IsRead)
        {
            if (FreeSpace.Of(folder.Parts) is var free && free < options.MinFreeBytes)
            {
                throw new JobFailedException(new JobFailure(
                    JobFailureCause.Limit, "DISK_FULL", $"the server's disk has {free} bytes free; a job goes on with {options.MinFreeBytes} and more"));
            }

            outputs.BeginSegment(_job.SegmentsDone);
            var segment = new JobSegment(_job, stream, _tracker, time);
            await foreach (var frame in segment.ReadAsync(frames, SegmentFrames, cancellationToken))
            {
                outputs.Write(frame);
                Advance(frame);
            }

            outputs.EndSegment();
            bool isRead = frames.HasEnded;
            _job = _job with { SegmentsDone = _job.SegmentsDone + 1, IsRead = isRead, FramesTotal = isRead ? _job.FramesDone : _job.FramesTotal };
            store.Save(_job, _tracker.Save());
        }
    }

    /// <summary>A whole number of keyframe intervals, so that where a segment begins there would be a keyframe anyway.</summary>
    private int SegmentFrames => _job.Options is { KeyframePolicy: FixedIntervalPolicy.Name, KeyframeInterval: { } interval }
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
        feed.Progress(_job, frame.Painted);
    }
}
