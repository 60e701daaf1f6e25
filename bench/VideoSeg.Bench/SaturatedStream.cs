using System.Diagnostics;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench;

/// <summary>Streams a clip through a server as fast as the server accepts it.</summary>
internal static class SaturatedStream
{
    /// <summary>Streams the clip and returns the milliseconds per frame and the results.</summary>
    public static async Task<(double Milliseconds, List<Segmentation> Results)> RunAsync(VideoSegClient client, BenchClip clip, StreamConfig config, CancellationToken cancellationToken)
    {
        var results = new List<Segmentation>(clip.Jpegs.Count);
        long start = Stopwatch.GetTimestamp();
        await foreach (var result in client.SegmentAsync(clip.Frames(), config, cancellationToken))
        {
            results.Add(result.Segmentation ?? throw new InvalidOperationException($"frame {result.FrameNumber} has no segmentation but {result}"));
        }

        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds / clip.Jpegs.Count, results);
    }
}
