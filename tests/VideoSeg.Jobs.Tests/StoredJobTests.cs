using System.Text.Json;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Tests;

public sealed class StoredJobTests
{
    /// <summary>As version 0.1 wrote it.</summary>
    private const string Old = """
        {"id":"job-1","caller":"ada","file_name":"a.mp4","state":"Failed","created":"2026-01-02T03:04:05+00:00","options":{"keyframe_policy":"FixedInterval","keyframe_interval":8},"outputs":"Lines, ClassMaps, Overlay",
         "source":{"path":"/videos/a.mp4","is_upload":false,"bytes":7,"modified":"2026-01-01T00:00:00+00:00"},"model_version":"1.0","segments_done":3,"frames_done":192,
         "frames_total":500,"is_read":false,"frames_per_second":0,"failure":{"cause":"Source","reason":"VIDEO_BROKEN","message":"it is broken"},"files":[]}
        """;

    [Fact]
    public void A_job_that_an_older_version_stored_is_read()
    {
        using var database = SqliteFile.Open(":memory:", TimeSpan.FromSeconds(1), "CREATE TABLE jobs (id TEXT, caller TEXT, job TEXT) STRICT");
        database.Change(("INSERT INTO jobs VALUES ('job-1', 'ada', $0)", [Old]));

        var job = new JobStore(database).Find("ada", "job-1")!;

        Assert.Equal(("fixed-interval", 8), (job.Options.KeyframePolicy, job.Options.KeyframeInterval));
        Assert.Equal(["lines", "classes", "overlay"], job.Outputs);
        Assert.Equal(("/videos/a.mp4", 3, JobFailureCause.Input), (job.Input.Path, job.ChunksDone, job.Failure!.Cause));
    }

    [Fact]
    public void A_job_is_read_as_it_was_written()
    {
        var job = JsonSerializer.Deserialize(Old, JobJson.Default.Job)! with { Outputs = ["heatmap", "tracks"], ChunksDone = 4 };

        var read = JsonSerializer.Deserialize(JsonSerializer.Serialize(job, JobJson.Default.Job), JobJson.Default.Job)!;

        Assert.Equal(job.Outputs, read.Outputs);
        Assert.Equal((4, job.Failure, job.Input), (read.ChunksDone, read.Failure, read.Input));
    }
}
