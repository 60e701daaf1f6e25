using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Cli.Batch;

/// <summary>All videos of one call. One that fails does not stop the others.</summary>
internal static class BatchRun
{
    /// <summary>While the server works on one, another is sent, and the outputs of a third are fetched.</summary>
    private const int AtOnce = 3;

    /// <returns>How many failed.</returns>
    /// <exception cref="OperationCanceledException">It was stopped; called again, it goes on.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<BatchVideo> videos, BatchOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Target);
        await using var server = await ServerConnection.OpenAsync(options.Server, ServerOptions(videos, options), cancellationToken);
        var failed = 0;
        try
        {
            await BatchProgress.ShowAsync(videos.Count, progress => Parallel.ForEachAsync(
                videos, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (video, stop) =>
                {
                    using var bar = progress.Add(video.Name);
                    try
                    {
                        await new BatchJobRun(video, options, server.Client.Batch, server.IsEmbedded, bar).RunAsync(stop);
                    }
                    catch (Exception e) when (e is CommandFailedException or VideoSegServerException or IOException or UnauthorizedAccessException && !stop.IsCancellationRequested)
                    {
                        Interlocked.Increment(ref failed);
                        bar.Failed($"{video.Path}: {e.Message}");
                    }
                }));
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("videoseg: stopped; the same command goes on from here");
            throw;
        }

        Console.WriteLine($"{videos.Count - failed} of {videos.Count} videos are in {options.Target}");
        return failed;
    }

    private static IEnumerable<string> ServerOptions(IReadOnlyList<BatchVideo> videos, BatchOptions options)
    {
        var roots = videos.Select(video => Path.GetDirectoryName(video.Path)!).Where(folder => !folder.Contains(';', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        return ["--jobs", options.Jobs, "--job-roots", string.Join(';', roots)];
    }
}
