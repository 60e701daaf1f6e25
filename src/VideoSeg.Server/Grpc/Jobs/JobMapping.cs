using Google.Protobuf.WellKnownTypes;
using VideoSeg.Jobs;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.V1;
using DomainState = VideoSeg.Jobs.JobState;

namespace VideoSeg.Server.Grpc.Jobs;

internal static class JobMapping
{
    private const int MaxRequestIdLength = 256;

    private const int MaxOutputNameLength = 64;

    /// <summary>The lowest: nobody waits for a frame of a job as for one of a camera.</summary>
    private const int DefaultPriority = 1;

    /// <exception cref="InvalidRequestException">A field holds a value that is unknown, or that a job decides itself.</exception>
    public static JobRequest ToRequest(CreateBatchJobRequest request, string caller)
    {
        var config = request.Config ?? new StreamConfig();
        CheckOpen(config);
        if (request.RequestId.Length > MaxRequestIdLength)
        {
            throw new InvalidRequestException("request_id", $"the request id has {request.RequestId.Length} characters; allowed are at most {MaxRequestIdLength}");
        }

        if (request.SourceCase == CreateBatchJobRequest.SourceOneofCase.None)
        {
            throw new InvalidRequestException("source", "a job needs a video: set upload_id or path");
        }

        return new JobRequest(
            caller,
            request.RequestId.Length > 0 ? request.RequestId : null,
            request.SourceCase == CreateBatchJobRequest.SourceOneofCase.UploadId ? request.UploadId : null,
            request.SourceCase == CreateBatchJobRequest.SourceOneofCase.Path ? request.Path : null,
            StreamConfigMapping.ToOptions(config) with { Priority = config.Priority == 0 ? DefaultPriority : (int)config.Priority },
            [.. request.Outputs.Select(NameOf).Concat(request.OutputNames.Select(Checked)).Distinct()]);
    }

    public static BatchJob ToMessage(Job job) => new()
    {
        JobId = job.Id,
        FileName = job.FileName,
        State = job.State switch
        {
            DomainState.Pending => BatchJobState.Pending,
            DomainState.Running => BatchJobState.Running,
            DomainState.Succeeded => BatchJobState.Succeeded,
            DomainState.Failed => BatchJobState.Failed,
            DomainState.Cancelled => BatchJobState.Cancelled,
            _ => throw new ArgumentOutOfRangeException(nameof(job), job.State, null),
        },
        Created = job.Created.ToTimestamp(),
        Started = job.Started?.ToTimestamp(),
        Ended = job.Ended?.ToTimestamp(),
        Progress = new BatchProgress
        {
            FramesDone = (ulong)job.FramesDone,
            FramesTotal = (ulong)job.FramesTotal,
            FramesPerSecond = job.FramesPerSecond,
            TimeLeft = job.TimeLeft?.ToDuration(),
            FramesMissing = (ulong)job.FramesMissing,
        },
        Error = job.Failure is { } failure ? new JobError { Code = (int)FailureCodes.CodeOf(failure.Cause), Reason = failure.Reason, Message = failure.Message } : null,
        Outputs = { job.Files.Select(file => new OutputFile { Name = file.Name, SizeBytes = (ulong)file.Bytes }) },
        Model = job.Options.Model,
        Problem = job.Problem ?? "",
    };

    /// <summary>Checks that the options are unset that the job decides itself.</summary>
    private static void CheckOpen(StreamConfig config)
    {
        string? taken = config switch
        {
            { StreamId.Length: > 0 } => "stream_id",
            { DeliveryPolicy: not V1.DeliveryPolicy.Unspecified } => "delivery_policy",
            { MaskEncoding: not MaskEncoding.Unspecified } => "mask_encoding",
            { MaxMaskSide: not 0 } => "max_mask_side",
            { SemanticMap: true } => "semantic_map",
            _ => null,
        };
        if (taken is not null)
        {
            throw new InvalidRequestException($"config.{taken}", $"{taken} must not be set: a job drops no frames, and its outputs decide about masks");
        }
    }

    private static string Checked(string outputName) => outputName.Length is > 0 and <= MaxOutputNameLength
        ? outputName
        : throw new InvalidRequestException("output_names", $"the name of an output has {outputName.Length} characters; allowed are 1 to {MaxOutputNameLength}");

    private static string NameOf(BatchOutput output) => output switch
    {
        BatchOutput.JsonLines => "lines",
        BatchOutput.CocoPanoptic => "panoptic",
        BatchOutput.LabelMaps => "classes",
        BatchOutput.Overlay => "overlay",
        BatchOutput.Tracks => "tracks",
        BatchOutput.Summary => "summary",
        _ => throw new InvalidRequestException("outputs", $"{output} is not an output; allowed are {string.Join(", ", System.Enum.GetNames<BatchOutput>().Skip(1))}"),
    };
}
