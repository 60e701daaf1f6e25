using VideoSeg.Streaming.Scheduling;

namespace VideoSeg.Streaming.Tests.Scheduling;

public sealed class FairQueueTests
{
    [Fact]
    public void Equal_streams_take_turns()
    {
        var served = Serve(60, ("a", 5), ("b", 5), ("c", 5));
        Assert.All(served.Chunk(3), round => Assert.Equal(["a", "b", "c"], round.Order()));
    }

    [Fact]
    public void Twice_the_priority_is_twice_the_turns_and_the_lowest_still_has_its_own()
    {
        var served = Serve(170, ("high", 10), ("middle", 5), ("low", 2));
        Assert.Equal((100, 50, 20), (served.Count(s => s == "high"), served.Count(s => s == "middle"), served.Count(s => s == "low")));
    }

    [Fact]
    public void A_stream_that_was_quiet_is_served_next_and_has_saved_nothing_up()
    {
        var queue = new FairQueue<string>();
        var busy = new StepShare(5);
        var quiet = new StepShare(5);
        queue.Enqueue("quiet", quiet);
        Assert.True(queue.TryDequeue(out _));
        for (int i = 0; i < 100; i++)
        {
            queue.Enqueue("busy", busy);
            Assert.True(queue.TryDequeue(out _));
        }

        // As soon as it is back they take turns: a hundred turns of the other give it no right to a hundred.
        var served = new List<string>();
        queue.Enqueue("busy", busy);
        queue.Enqueue("quiet", quiet);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(queue.TryDequeue(out string next));
            served.Add(next);
            queue.Enqueue(next, next == "busy" ? busy : quiet);
        }

        Assert.Contains("quiet", served.Take(2));
        Assert.InRange(served.Count(s => s == "quiet"), 9, 11);
    }

    /// <summary>Streams that always have a next step, served one by one.</summary>
    private static List<string> Serve(int count, params (string Name, int Weight)[] streams)
    {
        var queue = new FairQueue<(string Name, StepShare Share)>();
        foreach (var (name, weight) in streams)
        {
            var share = new StepShare(weight);
            queue.Enqueue((name, share), share);
        }

        var served = new List<string>();
        while (served.Count < count && queue.TryDequeue(out var next))
        {
            served.Add(next.Name);
            queue.Enqueue(next, next.Share);
        }

        return served;
    }
}
