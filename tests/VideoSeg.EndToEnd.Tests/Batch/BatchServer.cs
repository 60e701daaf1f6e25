using Grpc.Core;
using Grpc.Net.Client;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests.Batch;

/// <summary>A server with the small test model and short chunks. The folder of jobs outlives the server.</summary>
internal sealed class BatchServer : IAsyncDisposable
{
    public static readonly IReadOnlyList<BatchOutput> AllOutputs =
        [BatchOutput.JsonLines, BatchOutput.CocoPanoptic, BatchOutput.LabelMaps, BatchOutput.Overlay, BatchOutput.Tracks, BatchOutput.Summary];

    private readonly ServerProcess _process;
    private readonly VideoSegClient _client;
    private readonly GrpcChannel _channel;

    private BatchServer(ServerProcess process)
    {
        _process = process;
        _client = process.NewClient();
        _channel = GrpcChannel.ForAddress(process.Grpc);
    }

    /// <summary>Calls that the client library would not send.</summary>
    public ChannelBase Channel => _channel;

    public BatchClient Batch => _client.Batch;

    /// <summary>The configuration of the created jobs.</summary>
    public StreamConfig Config { get; } = new();

    /// <param name="jobs">The folder of jobs.</param>
    /// <param name="roots">The folders in which input paths are allowed.</param>
    /// <param name="options">Additional settings, such as Jobs__MinFreeBytes.</param>
    public static async Task<BatchServer> StartAsync(string jobs, string roots, params (string Name, string Value)[] options)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Jobs__Folder"] = jobs,
            ["Jobs__Roots"] = roots,
            ["Jobs__SegmentFrames"] = "8",
        };
        foreach (var (name, value) in options)
        {
            settings[name] = value;
        }

        return new BatchServer(await ServerProcess.StartAsync(
            settings, "--urls", "http://127.0.0.1:0", "--http-urls", "", "--models", Repository.Path("tests", "fixtures", "packages"), "--model", "colours"));
    }

    public Task<BatchJob> CreateAsync(string path, string requestId = "", params BatchOutput[] outputs) => Batch.CreateJobAsync(
        new CreateBatchJobRequest { RequestId = requestId, Path = path, Config = Config, Outputs = { outputs.Length > 0 ? outputs : [BatchOutput.JsonLines] } },
        TestContext.Current.CancellationToken);

    /// <summary>Waits for the end of a job and returns it.</summary>
    public async Task<BatchJob> EndOfAsync(BatchJob job) =>
        (await Batch.WatchJobAsync(job.JobId, cancellationToken: TestContext.Current.CancellationToken).LastAsync(TestContext.Current.CancellationToken)).Job;

    /// <summary>Runs a job that must succeed.</summary>
    public async Task<BatchJob> SucceedAsync(string path, params BatchOutput[] outputs)
    {
        var job = await EndOfAsync(await CreateAsync(path, "", outputs));
        Assert.True(job.State == BatchJobState.Succeeded, $"{job.State}: {job.Error}");
        return job;
    }

    /// <summary>Downloads all outputs and returns their names and contents.</summary>
    public async Task<Dictionary<string, byte[]>> DownloadAsync(BatchJob job)
    {
        var files = new Dictionary<string, byte[]>();
        foreach (var output in job.Outputs)
        {
            using var bytes = new MemoryStream();
            await Batch.DownloadAsync(job.JobId, output.Name, bytes, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal((long)output.SizeBytes, bytes.Length);
            files[output.Name] = bytes.ToArray();
        }

        return files;
    }

    public Task KillAsync() => _process.KillAsync();

    public async Task StopAsync()
    {
        _process.Terminate();
        Assert.Equal(0, (await _process.EndAsync()).ExitCode);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _channel.Dispose();
        await _process.DisposeAsync();
    }
}
