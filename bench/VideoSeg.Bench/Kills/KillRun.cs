using System.Diagnostics;
using System.Security.Cryptography;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Kills;

/// <summary>Runs jobs one after the other, restarting the killed server until each has ended.</summary>
/// <param name="clip">The path of the video.</param>
/// <param name="folder">The folder of the jobs, used by this run alone.</param>
/// <param name="options">Additional options of the server program.</param>
internal sealed class KillRun(string clip, string folder, string[] options)
{
    private static readonly BatchOutput[] AllOutputs = [.. Enum.GetValues<BatchOutput>().Where(output => output != BatchOutput.Unspecified)];

    public List<ulong> FramesAtKill { get; } = [];

    /// <summary>The number of jobs that ended although their servers were killed.</summary>
    public int Jobs { get; private set; }

    /// <summary>The number of compared output files.</summary>
    public int Outputs { get; private set; }

    /// <summary>The jobs and outputs that differ from those of an uninterrupted job.</summary>
    public List<string> Different { get; } = [];

    public async Task RunAsync(int kills, Random random, CancellationToken cancellationToken)
    {
        // Short chunks: more points at which a kill can interrupt the job.
        Environment.SetEnvironmentVariable("Jobs__SegmentFrames", "8");
        var watch = Stopwatch.StartNew();
        var whole = await RunJobAsync("uninterrupted", null, cancellationToken);
        var longest = watch.Elapsed;
        while (FramesAtKill.Count < kills)
        {
            var killAfter = TimeSpan.FromTicks((long)(longest.Ticks * random.NextDouble()));
            if (await RunJobAsync($"killed-{Jobs}", killAfter, cancellationToken) is { } outputs)
            {
                Compare(whole!, outputs);
            }
        }

        Compare(whole!, (await RunJobAsync($"killed-{Jobs}", null, cancellationToken))!);
    }

    /// <param name="name">The request id of the job: the same id continues the same job.</param>
    /// <param name="killAfter">The time after which the server is killed, or <see langword="null"/> for never.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>The hashes of the outputs, or <see langword="null"/> if the server was killed before the job ended.</returns>
    private async Task<Dictionary<string, string>?> RunJobAsync(string name, TimeSpan? killAfter, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(
            cancellationToken, ["--jobs", folder, "--job-roots", Path.GetDirectoryName(clip)!, .. options]);
        using var client = new VideoSegClient(server.Address);
        using var untilKill = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        untilKill.CancelAfter(killAfter ?? Timeout.InfiniteTimeSpan);
        var job = await client.Batch.CreateJobAsync(new CreateBatchJobRequest { RequestId = name, Path = clip, Outputs = { AllOutputs } }, cancellationToken);
        try
        {
            await foreach (var update in client.Batch.WatchJobAsync(job.JobId, cancellationToken: untilKill.Token))
            {
                job = update.Job;
            }
        }
        catch (Exception e) when (untilKill.IsCancellationRequested && e is VideoSegServerException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Process.GetProcessById(server.ProcessId).Kill();
            FramesAtKill.Add(job.Progress.FramesDone);
            return null;
        }

        if (job.State != BatchJobState.Succeeded)
        {
            Different.Add($"{name}: {job.State}: {job.Error?.Message}");
        }

        var hashes = new Dictionary<string, string>();
        foreach (var output in job.Outputs)
        {
            using var bytes = new MemoryStream();
            await client.Batch.DownloadAsync(job.JobId, output.Name, bytes, cancellationToken: cancellationToken);
            hashes[output.Name] = Convert.ToHexString(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        }

        return hashes;
    }

    private void Compare(Dictionary<string, string> whole, Dictionary<string, string> outputs)
    {
        Jobs++;
        Outputs += outputs.Count;
        Different.AddRange(whole.Keys.Union(outputs.Keys)
            .Where(name => whole.GetValueOrDefault(name) != outputs.GetValueOrDefault(name))
            .Select(name => $"job {Jobs}: {name} differs"));
    }
}
