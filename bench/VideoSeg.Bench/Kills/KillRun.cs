using System.Diagnostics;
using System.Security.Cryptography;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Kills;

/// <summary>One job after the other, each under as many servers as it takes.</summary>
/// <param name="clip">The video.</param>
/// <param name="folder">Of the jobs; each run has its own.</param>
/// <param name="options">Of the server.</param>
internal sealed class KillRun(string clip, string folder, string[] options)
{
    private static readonly BatchOutput[] AllOutputs = [.. Enum.GetValues<BatchOutput>().Where(output => output != BatchOutput.Unspecified)];

    public List<ulong> FramesAtKill { get; } = [];

    /// <summary>That ended although their servers were killed.</summary>
    public int Jobs { get; private set; }

    /// <summary>Files that were compared.</summary>
    public int Outputs { get; private set; }

    /// <summary>Jobs and outputs that are not what they were without a kill.</summary>
    public List<string> Different { get; } = [];

    public async Task RunAsync(int kills, Random random, CancellationToken cancellationToken)
    {
        // Short segments: more places to be killed at.
        Environment.SetEnvironmentVariable("Jobs__SegmentFrames", "8");
        var watch = Stopwatch.StartNew();
        var whole = await EndOfAsync("undisturbed", null, cancellationToken);
        var longest = watch.Elapsed;
        while (FramesAtKill.Count < kills)
        {
            var moment = TimeSpan.FromTicks((long)(longest.Ticks * random.NextDouble()));
            if (await EndOfAsync($"killed-{Jobs}", moment, cancellationToken) is { } outputs)
            {
                Compare(whole!, outputs);
            }
        }

        Compare(whole!, (await EndOfAsync($"killed-{Jobs}", null, cancellationToken))!);
    }

    /// <param name="name">Of the job: the same again is the same job.</param>
    /// <param name="moment">When the server is killed; null: it is not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The hashes of the outputs; null: the server was killed first.</returns>
    private async Task<Dictionary<string, string>?> EndOfAsync(string name, TimeSpan? moment, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(
            cancellationToken, ["--jobs", folder, "--job-roots", Path.GetDirectoryName(clip)!, .. options]);
        using var client = new VideoSegClient(server.Address);
        using var alive = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        alive.CancelAfter(moment ?? Timeout.InfiniteTimeSpan);
        var job = await client.Batch.CreateJobAsync(new CreateBatchJobRequest { RequestId = name, Path = clip, Outputs = { AllOutputs } }, cancellationToken);
        try
        {
            await foreach (var update in client.Batch.WatchJobAsync(job.JobId, cancellationToken: alive.Token))
            {
                job = update.Job;
            }
        }
        catch (Exception e) when (alive.IsCancellationRequested && e is VideoSegServerException or OperationCanceledException)
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
