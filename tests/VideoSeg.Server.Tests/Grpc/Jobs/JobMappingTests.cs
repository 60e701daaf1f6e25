using Google.Protobuf.WellKnownTypes;
using VideoSeg.Jobs;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Jobs;
using VideoSeg.Streaming;
using VideoSeg.V1;

namespace VideoSeg.Server.Tests.Grpc.Jobs;

public sealed class JobMappingTests
{
    private static readonly DateTimeOffset Created = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_request_has_its_input_outputs_and_caller()
    {
        var message = new CreateBatchJobRequest { UploadId = "u1", RequestId = "r1", Outputs = { BatchOutput.JsonLines, BatchOutput.Overlay, BatchOutput.JsonLines } };

        var request = JobMapping.ToRequest(message, "operator");

        Assert.Equal(("operator", "r1", "u1", null), (request.Caller, request.RequestId, request.UploadId, request.Path));
        Assert.Equal(["lines", "overlay"], request.Outputs);
        Assert.Equal(1, request.Options.Priority);
    }

    [Fact]
    public void A_path_is_an_input_too_and_a_priority_is_kept()
    {
        var request = JobMapping.ToRequest(new CreateBatchJobRequest { Path = "/videos/a.mp4", Config = new StreamConfig { Priority = 9 } }, "operator");

        Assert.Equal((null, "/videos/a.mp4", 9, null), (request.UploadId, request.Path, request.Options.Priority, request.RequestId));
    }

    [Fact]
    public void Each_output_of_the_wire_is_one_of_a_job()
    {
        var outputs = System.Enum.GetValues<BatchOutput>().Where(o => o != BatchOutput.Unspecified)
            .SelectMany(output => JobMapping.ToRequest(new CreateBatchJobRequest { UploadId = "u1", Outputs = { output } }, "operator").Outputs);

        Assert.Equal(["classes", "lines", "overlay", "panoptic", "summary", "tracks"], outputs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Outputs_are_named_by_name_too_and_each_is_made_once()
    {
        var message = new CreateBatchJobRequest { UploadId = "u1", Outputs = { BatchOutput.Tracks }, OutputNames = { "persons", "tracks", "persons" } };

        Assert.Equal(["tracks", "persons"], JobMapping.ToRequest(message, "operator").Outputs);
    }

    public static TheoryData<CreateBatchJobRequest, string> Invalid => new()
    {
        { new CreateBatchJobRequest(), "source" },
        { new CreateBatchJobRequest { UploadId = "u1", RequestId = new string('r', 257) }, "request_id" },
        { new CreateBatchJobRequest { UploadId = "u1", Outputs = { (BatchOutput)99 } }, "outputs" },
        { new CreateBatchJobRequest { UploadId = "u1", OutputNames = { "" } }, "output_names" },
        { new CreateBatchJobRequest { UploadId = "u1", OutputNames = { new string('o', 65) } }, "output_names" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { KeyframePolicyName = new string('k', 65) } }, "config.keyframe_policy_name" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { StreamId = "a" } }, "config.stream_id" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { DeliveryPolicy = V1.DeliveryPolicy.All } }, "config.delivery_policy" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { MaskEncoding = MaskEncoding.Rle } }, "config.mask_encoding" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { MaxMaskSide = 64 } }, "config.max_mask_side" },
        { new CreateBatchJobRequest { UploadId = "u1", Config = new StreamConfig { SemanticMap = true } }, "config.semantic_map" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_field_that_a_job_does_not_accept_is_rejected_by_name(CreateBatchJobRequest request, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => JobMapping.ToRequest(request, "operator")).Field);

    [Theory]
    [InlineData(JobState.Pending, BatchJobState.Pending)]
    [InlineData(JobState.Running, BatchJobState.Running)]
    [InlineData(JobState.Succeeded, BatchJobState.Succeeded)]
    [InlineData(JobState.Failed, BatchJobState.Failed)]
    [InlineData(JobState.Cancelled, BatchJobState.Cancelled)]
    public void Each_state_has_its_own_on_the_wire(JobState domain, BatchJobState wire) => Assert.Equal(wire, JobMapping.ToMessage(Running with { State = domain }).State);

    [Fact]
    public void A_running_job_tells_its_progress()
    {
        var message = JobMapping.ToMessage(Running);

        Assert.Equal(("j1", "a.mp4", "street", Created.ToTimestamp()), (message.JobId, message.FileName, message.Model, message.Created));
        Assert.Equal(new BatchProgress { FramesDone = 20, FramesTotal = 100, FramesPerSecond = 8, TimeLeft = Duration.FromTimeSpan(TimeSpan.FromSeconds(10)) }, message.Progress);
        Assert.Null(message.Ended);
        Assert.Null(message.Error);
    }

    [Fact]
    public void A_failed_job_says_why_and_a_succeeded_one_what_it_made()
    {
        var failed = JobMapping.ToMessage(Running with { State = JobState.Failed, Failure = new JobFailure(JobFailureCause.Limit, "DISK_FULL", "the disk is full") });
        var succeeded = JobMapping.ToMessage(Running with { State = JobState.Succeeded, Files = [new JobFile("overlay.mp4", 5)] });

        Assert.Equal(new JobError { Code = (int)Google.Rpc.Code.ResourceExhausted, Reason = "DISK_FULL", Message = "the disk is full" }, failed.Error);
        Assert.Equal([new OutputFile { Name = "overlay.mp4", SizeBytes = 5 }], succeeded.Outputs);
    }

    private static Job Running => new()
    {
        Id = "j1",
        Caller = "operator",
        FileName = "a.mp4",
        State = JobState.Running,
        Created = Created,
        Options = new StreamOptions { Model = "street" },
        Outputs = ["lines"],
        Input = new JobInput("/videos/a.mp4", false, 1, Created),
        FramesDone = 20,
        FramesTotal = 100,
        FramesPerSecond = 8,
    };
}
