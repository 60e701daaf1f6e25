using VideoSeg.Cli;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.V1;
using Category = VideoSeg.Vision.Panoptic.Category;

namespace VideoSeg.Bench.Peers;

/// <summary>Compares VideoSeg with other implementations on the same frames. Their results are compared first; then each round runs all of them in turn.</summary>
internal sealed class PeerBenchmark(string modelFolder, BenchClip clip, string python)
{
    private readonly Samples _reuse = new();
    private readonly Samples _everyFrame = new();

    /// <summary>Milliseconds per frame of VideoSeg with the model's default keyframe policy; one value per round.</summary>
    public Samples Reuse => _reuse;

    /// <summary>Milliseconds per frame of VideoSeg with a keyframe on every frame; one value per round.</summary>
    public Samples EveryFrame => _everyFrame;

    public async Task<IReadOnlyList<PeerResult>> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        await using var reuse = Ours(server, KeyframePolicy.Unspecified);
        await using var everyFrame = Ours(server, KeyframePolicy.EveryFrame);
        var ours = await everyFrame.SegmentAsync(cancellationToken);
        var categories = await CategoriesAsync(server, cancellationToken);
        await reuse.RunAsync(cancellationToken);

        var results = new List<PeerResult>();
        var peers = new List<(PeerResult Result, Peer Peer)>();
        try
        {
            await TryAddAsync("pytorch_eager", () => EagerPeer.StartAsync(python, modelFolder, clip, cancellationToken));
            await TryAddAsync("node_server", () => NodeServer.StartAsync(modelFolder, clip, cancellationToken));
            for (int round = 0; round < rounds; round++)
            {
                double withReuse = await reuse.RunAsync(cancellationToken);
                double without = await everyFrame.RunAsync(cancellationToken);
                _reuse.Add(withReuse);
                _everyFrame.Add(without);
                foreach (var (result, peer) in peers)
                {
                    double milliseconds = await peer.RunAsync(cancellationToken);
                    result.Milliseconds.Add(milliseconds);
                    result.Ratio.Add(milliseconds / withReuse);
                    result.RatioWithoutReuse.Add(milliseconds / without);
                }
            }
        }
        finally
        {
            foreach (var (_, peer) in peers)
            {
                await peer.DisposeAsync();
            }
        }

        return results;

        async Task TryAddAsync(string name, Func<Task<Peer>> start)
        {
            try
            {
                var peer = await start();
                var result = new PeerResult(name, peer.Description) { Agreement = Agreement(categories, ours, await peer.SegmentAsync(cancellationToken)) };
                results.Add(result);
                peers.Add((result, peer));
            }
            catch (CommandFailedException e)
            {
                results.Add(new PeerResult(name, e.Message));
            }
        }
    }

    private ServerPeer Ours(EmbeddedServer server, KeyframePolicy policy) => new(
        "VideoSeg", server.Address, clip, new StreamConfig { MaskEncoding = MaskEncoding.Rle, KeyframePolicy = policy }, process: null);

    private static async Task<IReadOnlyList<Category>> CategoriesAsync(EmbeddedServer server, CancellationToken cancellationToken)
    {
        using var client = new VideoSegClient(server.Address);
        var model = await client.GetModelAsync(cancellationToken: cancellationToken);
        return [.. model.Categories.Select(c => new Category((int)c.CategoryId, c.Name, c.IsThing, default))];
    }

    private static double Agreement(IReadOnlyList<Category> categories, IReadOnlyList<LabelledImage> ours, IReadOnlyList<LabelledImage> theirs)
    {
        var quality = new PanopticQuality(categories);
        foreach (var (mine, other) in ours.Zip(theirs))
        {
            quality.Add(mine, other);
        }

        return quality.Report().All.Pq;
    }
}
