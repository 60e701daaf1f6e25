using VideoSeg.Client;
using VideoSeg.Evaluation.Labels;
using VideoSeg.V1;
using VideoSeg.Vision;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Bench.Peers;

/// <summary>A server that speaks videoseg.v1, driven by the client library: VideoSeg itself, or the one written in Node.</summary>
/// <param name="description">What it is, with versions.</param>
/// <param name="address">Where it takes gRPC calls.</param>
/// <param name="clip">The frames.</param>
/// <param name="config">What is asked of it.</param>
/// <param name="process">Ends with this object; null: it belongs to another.</param>
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
