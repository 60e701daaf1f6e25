using System.Threading.Channels;
using VideoSeg.Sources.Feeds;
using VideoSeg.Streaming.Tests;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Tests;

/// <summary>A camera that does what a test says.</summary>
internal sealed class ScriptedFeeds
{
    private readonly Channel<Feed> _connected = Channel.CreateUnbounded<Feed>();
    private Feed? _feed;
    private ulong _given;

    /// <summary>Whoever connects is told this; null: they are let in.</summary>
    public VideoException? Refusal { get; set; }

    public bool NeverConnects { get; set; }

    public async Task<IVideoFeed> ConnectAsync(CancellationToken cancellationToken)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        var feed = new Feed();
        _connected.Writer.TryWrite(feed);
        if (NeverConnects)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        return feed;
    }

    /// <summary>Waits until somebody connects; from then on it is this connection that is meant.</summary>
    public async Task NextAsync() => _feed = await _connected.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Sends frames, and waits until each is taken and the next is asked for.</summary>
    /// <param name="frames">How many.</param>
    /// <param name="broken">Whether their pictures cannot be decoded.</param>
    public async Task GiveAsync(int frames, bool broken = false)
    {
        await _feed!.Asked.WaitAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < frames; i++)
        {
            _feed.Frames.Writer.TryWrite(new FeedFrame((broken ? Streams.BrokenFrame(_given++) : Streams.Frame(_given++)).Picture));
            await _feed.Asked.WaitAsync(TestContext.Current.CancellationToken);
        }

        _feed.Asked.Release();
    }

    public void End() => _feed!.Frames.Writer.TryWrite(null);

    private sealed class Feed : IVideoFeed
    {
        public Channel<FeedFrame?> Frames { get; } = Channel.CreateUnbounded<FeedFrame?>();

        public SemaphoreSlim Asked { get; } = new(0);

        public ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken)
        {
            Asked.Release();
            return Frames.Reader.ReadAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
