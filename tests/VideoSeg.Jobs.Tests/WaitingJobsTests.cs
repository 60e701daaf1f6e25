using VideoSeg.Jobs.Execution;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs.Tests;

public sealed class WaitingJobsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_take_turns_and_their_jobs_keep_their_order()
    {
        using var waiting = new WaitingJobs();
        foreach (string id in new[] { "eve-1", "eve-2", "eve-3", "ada-1", "ada-2", "bob-1" })
        {
            waiting.Add(JobOf(id));
        }

        Assert.Equal((6, 3), (waiting.Count, waiting.CountOf("eve")));
        var order = new List<string>();
        while (waiting.Count > 0)
        {
            order.Add((await waiting.TakeAsync(Cancelled)).Progress.Job.Id);
        }

        Assert.Equal(["eve-1", "ada-1", "bob-1", "eve-2", "ada-2", "eve-3"], order);
        Assert.Equal(0, waiting.CountOf("eve"));
    }

    private static ActiveJob JobOf(string id) => new(new JobProgress(
        new Job
        {
            Id = id,
            Caller = id.Split('-')[0],
            FileName = "a.mp4",
            State = JobState.Pending,
            Created = default,
            Options = new StreamOptions(),
            Outputs = [],
            Input = JobInput.Of(typeof(WaitingJobsTests).Assembly.Location, isUpload: false),
        },
        TimeProvider.System));
}
