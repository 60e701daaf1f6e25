using VideoSeg.Cli.Servers;
using VideoSeg.Client;

namespace VideoSeg.Cli.Batch;

/// <summary>Processes all videos of one command. A video that fails does not stop the others.</summary>
internal static class BatchRun
{
    /// <summary>Videos in progress at once: one is processed by the server while another is uploaded and the outputs of a third are downloaded.</summary>
    private const int Concurrency = 3;

    /// <returns>The number of videos that failed, or could not be read to their end.</returns>
    /// <exception cref="OperationCanceledException">The run was interrupted; the same command continues it.</exception>
    public static async Task<int> RunAsync(IReadOnlyList<BatchVideo> videos, BatchOptions options, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Target);
        var (failed, incomplete) = (0, 0);
        try
        {
            await using var server = await ServerConnection.OpenAsync(options.Server, OptionsOfOwnServer(videos, options), cancellationToken);
            await BatchProgress.ShowAsync(videos.Count, progress => Parallel.ForEachAsync(
                videos, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (video, stop) =>
                {
                    using var bar = progress.Add(video.Name);
                    try
                    {
                        if (!await new BatchJobRun(video, options, server.Client.Batch, server.IsEmbedded, bar).RunAsync(stop))
                        {
                            Interlocked.Increment(ref incomplete);
                        }
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
            await Console.Error.WriteLineAsync("videoseg: stopped; run the same command again to continue");
            throw;
        }

        Console.WriteLine($"{videos.Count - failed} of {videos.Count} videos are in {options.Target}{(incomplete > 0 ? $"; {incomplete} of them could not be read completely" : "")}");
        return failed + incomplete;
    }

    private static IEnumerable<string> OptionsOfOwnServer(IReadOnlyList<BatchVideo> videos, BatchOptions options)
    {
        var roots = videos.Select(video => Path.GetDirectoryName(video.Path)!).Where(folder => !folder.Contains(';', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
        return [.. options.OwnServerOptions, "--jobs", options.Jobs, "--job-roots", string.Join(';', roots)];
    }
}
