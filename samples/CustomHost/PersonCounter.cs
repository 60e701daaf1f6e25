using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sinks;

namespace VideoSeg.Samples.CustomHost;

/// <summary>A sink of your own: prints how many persons each frame shows. A real one would write to a database or a queue.</summary>
public sealed class PersonCounter : IResultSink
{
    public string Name => "person-counter";

    public Task WriteAsync(PublishedResult result, CancellationToken cancellationToken)
    {
        if (result.Result.Outcome is FrameSegmented segmented)
        {
            int persons = segmented.Segments.Count(s => s.Category.Name is "person" or "pedestrian");
            Console.WriteLine($"persons: stream {result.Stream.StreamId}, frame {result.Result.FrameNumber}: {persons}");
        }

        return Task.CompletedTask;
    }
}
