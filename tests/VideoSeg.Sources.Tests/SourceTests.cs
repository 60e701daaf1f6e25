using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Sources.Feeds;
using VideoSeg.Sources.Pulling;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Tests;
using VideoSeg.Streaming.Tests.Fakes;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Tests;

/// <summary>A source on a camera that does what the test says, at a time that goes on when the test says.</summary>
public sealed class SourceTests : IAsyncDisposable
{
    private static readonly SourceOptions Limits = new();

    private static readonly StreamOptions Reuse = new() { KeyframePolicy = FixedIntervalPolicy.Name, KeyframeInterval = 1000 };

    private readonly WatchedTime _time = new();
    private readonly Streams _streams;
    private readonly ScriptedFeeds _camera = new();
    private readonly Channel<FrameResult> _results = Channel.CreateUnbounded<FrameResult>();
    private Source? _source;

    public SourceTests()
    {
        // Room for one stream alone.
        _streams = new Streams(new StreamingOptions { MaxStreamMemoryBytes = FakeModel.MemoryBytes });
        _streams.Encoding.Encoding = result => _results.Writer.TryWrite(result);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SourceStatus Status => _source!.Status;

    [Fact]
    public async Task Over_connections_the_stream_goes_on_with_rising_numbers_and_times_and_begins_with_a_keyframe()
    {
        Begin();
        for (int connection = 0; connection < 3; connection++)
        {
            await _camera.NextAsync();
            await _camera.GiveAsync(2);
            Assert.Equal((SourceState.Running, "", (ulong)connection), (Status.State, Status.Problem, Status.Reconnects));
            _camera.End();
            await PassPauseAsync("ended the stream");
        }

        var seen = await ResultsAsync(6);
        Assert.Equal([0, 1, 2, 3, 4, 5], seen.Select(r => (int)r.FrameNumber));
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.True(pair.First.PresentationTime < pair.Second.PresentationTime));
        Assert.Equal(
            [KeyframeReason.FirstFrame, null, KeyframeReason.Gap, null, KeyframeReason.Gap, null],
            seen.Select(r => Assert.IsType<FrameSegmented>(r.Outcome).KeyframeReason));
    }

    [Fact]
    public async Task A_camera_of_which_every_frame_fails_says_so_until_a_frame_is_segmented()
    {
        Begin();
        await _camera.NextAsync();
        await _camera.GiveAsync(5, broken: true);
        await ResultsAsync(5);
        Assert.Equal((SourceState.Running, ""), (Status.State, Status.Problem));

        await _camera.GiveAsync(10, broken: true);
        await UntilAsync(SourceState.Failing);
        Assert.Contains("PICTURE_", Status.Problem, StringComparison.Ordinal);

        await _camera.GiveAsync(1);
        await UntilAsync(SourceState.Running);
        Assert.Equal("", Status.Problem);
    }

    [Fact]
    public async Task A_camera_that_falls_silent_is_connected_again_though_its_connection_is_open()
    {
        Begin();
        await _camera.NextAsync();
        await _camera.GiveAsync(1);

        _time.Advance(Limits.SilenceTimeout);
        await PassPauseAsync("sent no frame for 10 s");
        await _camera.NextAsync();
        await _camera.GiveAsync(1);

        Assert.Equal((SourceState.Running, 1UL), (Status.State, Status.Reconnects));
    }

    [Fact]
    public async Task A_camera_that_never_sends_a_frame_is_given_up_and_tried_again()
    {
        Begin();
        await _camera.NextAsync();
        _time.Advance(Limits.ConnectTimeout);
        await PassPauseAsync("sent no frame within 20 s");
        await _camera.NextAsync();

        Assert.Equal((SourceState.Connecting, 0UL), (Status.State, Status.Reconnects));
    }

    [Fact]
    public async Task A_camera_that_cannot_be_reached_is_tried_after_longer_and_longer_pauses()
    {
        _camera.Refusal = new VideoException("VIDEO_UNREACHABLE", "nobody there");
        Begin();
        foreach (int seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            Assert.InRange(await PassPauseAsync("nobody there"), TimeSpan.FromSeconds(0.5 * seconds), TimeSpan.FromSeconds(seconds));
        }
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task A_source_is_ended_while_it_connects_waits_or_reads(bool connects, bool waits)
    {
        _camera.NeverConnects = connects;
        _camera.Refusal = waits ? new VideoException("VIDEO_UNREACHABLE", "nobody there") : null;
        Begin();
        if (waits)
        {
            await _time.NextWaitAsync(other: Limits.ConnectTimeout);
        }
        else
        {
            await _camera.NextAsync();
        }

        await _source!.DisposeAsync();
        Assert.Equal(0, _streams.Registry.Count);
    }

    [Fact]
    public async Task A_stream_that_finds_no_memory_is_opened_again_and_its_numbers_rise_on()
    {
        var other = _streams.Registry.Open(Reuse);
        await other.SubmitAsync(Streams.Frame(0), Cancelled);
        other.Complete();
        await Streams.ResultsOf(other);
        await ResultsAsync(1);

        Begin();
        await _camera.NextAsync();
        await _camera.GiveAsync(1);
        var pause = await PauseAsync("to reuse keyframes");
        await other.DisposeAsync();
        _time.Advance(pause);
        await _camera.NextAsync();
        await _camera.GiveAsync(1);

        Assert.Equal(1UL, (await ResultsAsync(1))[0].FrameNumber);
        Assert.Equal(SourceState.Running, Status.State);
    }

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await _streams.DisposeAsync();
    }

    private void Begin() => _source = new Source(
        Open(), Open, SourceAddress.Parse("rtsp://cam/live", ["rtsp"]), _camera.ConnectAsync, paced: false, Limits, seed: 1, _ => null, _time, NullLogger.Instance);

    private StreamSession Open() => _streams.Registry.OpenSource(Reuse with { StreamId = "cam" }, "");

    /// <summary>Lets the pause go by that the source makes because of this.</summary>
    private async Task<TimeSpan> PassPauseAsync(string problem)
    {
        var pause = await PauseAsync(problem);
        _time.Advance(pause);
        return pause;
    }

    private async Task<TimeSpan> PauseAsync(string problem)
    {
        var pause = await _time.NextWaitAsync(other: Limits.ConnectTimeout);
        Assert.Equal(SourceState.Waiting, Status.State);
        Assert.Contains(problem, Status.Problem, StringComparison.Ordinal);
        return pause;
    }

    private async Task<List<FrameResult>> ResultsAsync(int count) => await _results.Reader.ReadAllAsync(Cancelled).Take(count).ToListAsync(Cancelled);

    private async Task UntilAsync(SourceState state)
    {
        while (Status.State != state)
        {
            Cancelled.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
