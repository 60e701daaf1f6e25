using VideoSeg.Client;
using VideoSeg.Evaluation.Labels;
using VideoSeg.V1;
using VideoSeg.Vision;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Bench.Peers;

/// <summary>A server that implements videoseg.v1, called by the client library: VideoSeg itself or the Node server.</summary>
/// <param name="description">The implementation and its versions.</param>
/// <param name="address">The gRPC address of the server.</param>
/// <param name="clip">The frames to send.</param>
/// <param name="config">The configuration of the stream.</param>
/// <param name="process">The server process to stop on disposal, or <see langword="null"/> if its owner stops it.</param>
internal sealed class ServerPeer(string description, Uri address, BenchClip clip, StreamConfig config, PeerProcess? process) : Peer
{
    private readonly VideoSegClient _client = new(address);

    public override string Description => description;

    public override async Task<double> RunAsync(CancellationToken cancellationToken) =>
        (await SaturatedStream.RunAsync(_client, clip, config, cancellationToken)).Milliseconds;

    public override async Task<IReadOnlyList<LabelledImage>> SegmentAsync(CancellationToken cancellationToken)
    {
        var (_, results) = await SaturatedStream.RunAsync(_client, clip, config, cancellationToken);
        return [.. results.Select((result, frame) => MapOf($"frame {frame}", result))];
    }

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private static LabelledImage MapOf(string name, Segmentation result)
    {
        var size = new PixelSize((int)result.Width, (int)result.Height);
        var ids = new int[size.Pixels];
        foreach (var segment in result.Segments)
        {
            new RleMask(size, segment.Rle!.Counts).Paint(ids.AsSpan(), (int)segment.SegmentId);
        }

        return new LabelledImage(name, size, ids, [.. result.Segments.Select(s => new LabelledSegment((int)s.SegmentId, (int)s.CategoryId))]);
    }
}
