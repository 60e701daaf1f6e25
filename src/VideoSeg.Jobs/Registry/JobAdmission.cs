using VideoSeg.Jobs.Uploads;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Jobs.Registry;

/// <summary>Checks a request, and makes a job of it.</summary>
internal sealed class JobAdmission(UploadStore uploads, FileRoots roots, OutputKinds outputs, StreamRegistry streams, TimeProvider time)
{
    /// <returns>The job, which is not stored yet, and the upload that becomes its input; null: its input lies elsewhere.</returns>
    /// <exception cref="InvalidJobException">Its outputs are not allowed.</exception>
    /// <exception cref="OutputUnavailableException">This server can't make one of its outputs.</exception>
    /// <exception cref="JobInputRefusedException">The file that it names can't be used.</exception>
    public async Task<(Job Job, Upload? Upload)> AdmitAsync(JobRequest request, CancellationToken cancellationToken)
    {
        var kinds = outputs.Require(request.Outputs);
        var options = streams.Accept(request.Options with
        {
            MaskEncoding = MaskEncoding.Rle,
            Delivery = DeliveryPolicy.All,
            ClassMap = kinds.Any(k => k.NeedsClassMaps),
        });
        var upload = request.UploadId is { } uploadId ? await uploads.CompleteAsync(request.Caller, uploadId, cancellationToken) : null;
        string path = upload is not null ? uploads.PathOf(upload) : Resolve(request.Path!);
        var now = time.GetUtcNow();
        var job = new Job
        {
            Id = $"{StreamOptions.JobIdPrefix}{Guid.CreateVersion7(now):N}",
            Caller = request.Caller,
            FileName = upload?.FileName ?? Path.GetFileName(path),
            State = JobState.Pending,
            Created = now,
            Options = options,
            Outputs = [.. kinds.Select(k => k.Name)],
            Input = JobInput.Of(path, upload is not null),
        };
        return (job, upload);
    }

    private string Resolve(string path)
    {
        try
        {
            return roots.Resolve(path);
        }
        catch (FileRefusedException e)
        {
            throw new JobInputRefusedException(e);
        }
    }
}
