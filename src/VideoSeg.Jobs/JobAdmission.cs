using VideoSeg.Jobs.Inputs;
using VideoSeg.Jobs.Uploads;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs;

/// <summary>Makes a job of a request, where it is allowed.</summary>
internal sealed class JobAdmission(UploadStore uploads, FileRoots roots, StreamRegistry streams, TimeProvider time)
{
    /// <returns>The job, which is stored nowhere yet, and the upload that becomes its own; null: its file lies elsewhere.</returns>
    /// <exception cref="StreamRefusedException">Something of it is not allowed, or the video is not there.</exception>
    public async Task<(Job Job, Upload? Upload)> AdmitAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var options = Accept(request);
        var upload = request.UploadId is { } uploadId ? await uploads.CompleteAsync(request.Caller, uploadId, cancellationToken) : null;
        string path = upload is not null ? uploads.PathOf(upload) : roots.Resolve(request.Path!);
        var now = time.GetUtcNow();
        var job = new Job
        {
            Id = $"job-{Guid.CreateVersion7(now):N}",
            Caller = request.Caller,
            FileName = upload?.FileName ?? Path.GetFileName(path),
            State = JobState.Pending,
            Created = now,
            Options = options,
            Outputs = request.Outputs,
            Source = JobInput.Of(path, upload is not null),
        };
        return (job, upload);
    }

    private StreamOptions Accept(JobRequest request)
    {
        if (request.Outputs == JobOutputs.None)
        {
            throw StreamRefusedException.InvalidOption("outputs", "a job has at least one output");
        }

        if (request.Outputs.HasFlag(JobOutputs.Overlay) && !VideoJoin.IsAvailable)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "FFMPEG_MISSING", "this server can't make overlays: ffmpeg is not on its PATH", "outputs");
        }

        return streams.Accept(request.Options with
        {
            MaskEncoding = MaskEncoding.Rle,
            Delivery = DeliveryPolicy.All,
            ClassMap = request.Outputs.HasFlag(JobOutputs.ClassMaps),
        });
    }
}
