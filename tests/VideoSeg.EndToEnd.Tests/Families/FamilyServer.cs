using VideoSeg.Client;
using VideoSeg.EndToEnd.Tests.Families;
using VideoSeg.V1;

[assembly: AssemblyFixture(typeof(FamilyServer))]

namespace VideoSeg.EndToEnd.Tests.Families;

/// <summary>A server with the networks of the field in tests/fixtures/families.</summary>
public sealed class FamilyServer : IAsyncLifetime
{
    private ServerProcess? _process;

    public static string Folder => Repository.Path("tests", "fixtures", "families");

    public VideoSegClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _process = await ServerProcess.StartAsync("--models", Folder, "--model", "yolo-raw");
        Client = _process.NewClient();
    }

    /// <summary>Streams the clip, with a keyframe every five frames.</summary>
    public async Task<IReadOnlyList<Segmentation>> SegmentAsync(StreamConfig config, CancellationToken cancellationToken)
    {
        (config.KeyframePolicy, config.KeyframeInterval) = (KeyframePolicy.FixedInterval, 5);
        await using var stream = await Client.OpenStreamAsync(config, cancellationToken);
        foreach (var frame in Clip.Frames(10))
        {
            await stream.SendAsync(frame, cancellationToken);
        }

        await stream.CompleteAsync();
        var results = await stream.ReadResultsAsync(cancellationToken).ToListAsync(cancellationToken);
        return [.. results.Select(r => r.Segmentation ?? throw new InvalidOperationException($"Frame {r.FrameNumber}: {r}"))];
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }
}
