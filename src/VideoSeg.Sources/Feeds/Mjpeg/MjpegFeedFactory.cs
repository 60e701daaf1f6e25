namespace VideoSeg.Sources.Feeds.Mjpeg;

/// <summary>Cameras that send JPEGs over HTTP.</summary>
internal sealed class MjpegFeedFactory(SourceHosts hosts) : IVideoFeedFactory
{
    public string Name => "mjpeg";

    public IReadOnlyList<string> Schemes { get; } = ["http", "https"];

    public void Check(SourceAddress address) => hosts.Check(address.Uri!);

    public Task<IVideoFeed> OpenAsync(SourceAddress address, bool repeats, CancellationToken cancellationToken) =>
        MjpegFeed.OpenAsync(address, hosts, cancellationToken);
}
