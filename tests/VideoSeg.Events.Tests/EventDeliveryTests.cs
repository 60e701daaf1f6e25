using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Events.Sinks;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Events.Tests;

public sealed class EventDeliveryTests
{
    private static readonly VideoEvent Entered = new(
        "cam.1",
        7,
        TimeSpan.FromSeconds(0.7),
        DateTimeOffset.UnixEpoch,
        VideoEventKind.Entered,
        "gate",
        new Category(8, "car", true, default),
        3,
        1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_that_fails_once_gets_each_event_in_order_with_its_headers()
    {
        using var listener = Listen(out var address);
        var webhook = new WebhookSink(address, new Dictionary<string, string> { ["Authorization"] = "Bearer b" });
        await using var delivery = new EventDelivery("webhook", webhook, TimeProvider.System, NullLogger.Instance);
        delivery.Post(Entered);
        delivery.Post(Entered with { Kind = VideoEventKind.CountBack, Category = null, TrackId = null, Count = 0 });

        var refused = await AnswerAsync(listener, HttpStatusCode.ServiceUnavailable);
        var first = await AnswerAsync(listener, HttpStatusCode.NoContent);
        var second = await AnswerAsync(listener, HttpStatusCode.NoContent);

        Assert.Equal(refused, first);
        Assert.Equal("Bearer b", first.Authorization);
        Assert.Equal(
            """{"stream_id":"cam.1","frame_number":7,"presentation_time_s":0.7,"received":"1970-01-01T00:00:00Z","event":"entered","place":"gate","category":"car","track_id":3,"count":1}""",
            first.Text);
        Assert.Equal(
            """{"stream_id":"cam.1","frame_number":7,"presentation_time_s":0.7,"received":"1970-01-01T00:00:00Z","event":"count_back","place":"gate","count":0}""",
            second.Text);
    }

    /// <summary>Who may choose the answer would else choose whom the server calls, with our headers.</summary>
    [Fact]
    public async Task A_webhook_that_points_elsewhere_is_not_followed()
    {
        using var listener = Listen(out var address);
        await using var webhook = new WebhookSink(address, new Dictionary<string, string>());
        var sending = webhook.SendAsync(Entered, EventJson.Write(Entered), Cancelled);

        await AnswerAsync(listener, HttpStatusCode.TemporaryRedirect, new Uri(address, "elsewhere"));

        Assert.Contains("307", (await Assert.ThrowsAsync<HttpRequestException>(() => sending)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_posts_to_a_sink_that_hangs_goes_on_and_the_oldest_events_are_lost()
    {
        var logger = new LoggedLines();
        using var sink = new FakeSink();
        await using var delivery = new EventDelivery("fake", sink, TimeProvider.System, logger);
        delivery.Post(Entered with { FrameNumber = 0 });
        await sink.TakenAsync();

        for (int i = 1; i <= EventDelivery.MaxWaiting + 5; i++)
        {
            delivery.Post(Entered with { FrameNumber = (ulong)i });
        }

        sink.Answer();
        Assert.Equal(6UL, (await sink.TakenAsync()).FrameNumber);
        sink.Answer(new IOException("gone"));
        await sink.TakenAsync();
        Assert.Contains("Events: 5 events are lost: fake was down or slow for too long", logger.Lines);
    }

    [Fact]
    public async Task What_waits_is_sent_before_the_end_until_the_sink_fails()
    {
        var logger = new LoggedLines();
        using var sink = new FakeSink();
        await using var delivery = new EventDelivery("fake", sink, TimeProvider.System, logger);
        for (int i = 0; i < 4; i++)
        {
            delivery.Post(Entered with { FrameNumber = (ulong)i });
        }

        await sink.TakenAsync();
        var drained = delivery.DrainAsync(Cancelled);
        sink.Answer();
        Assert.Equal(1UL, (await sink.TakenAsync()).FrameNumber);
        sink.Answer(new IOException("gone"));
        await drained;

        Assert.Equal("Events: 3 events are lost: fake was down or slow for too long", logger.Lines[^1]);
    }

    private static HttpListener Listen(out Uri address)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        address = new Uri($"http://{free.LocalEndpoint}/events/");
        free.Stop();
        var listener = new HttpListener { Prefixes = { address.ToString() } };
        listener.Start();
        return listener;
    }

    private static async Task<(string Text, string? Authorization)> AnswerAsync(HttpListener listener, HttpStatusCode status, Uri? elsewhere = null)
    {
        var context = await listener.GetContextAsync().WaitAsync(Cancelled);
        using var reader = new StreamReader(context.Request.InputStream);
        string text = await reader.ReadToEndAsync(Cancelled);
        context.Response.StatusCode = (int)status;
        context.Response.RedirectLocation = elsewhere?.ToString();
        context.Response.Close();
        return (text, context.Request.Headers["Authorization"]);
    }

    /// <summary>Takes an event when the test says so.</summary>
    private sealed class FakeSink : IEventSink, IDisposable
    {
        private readonly Channel<VideoEvent> _taken = Channel.CreateUnbounded<VideoEvent>();
        private readonly Channel<Exception?> _answers = Channel.CreateUnbounded<Exception?>();

        public string Receiver => "fake";

        public async Task SendAsync(VideoEvent videoEvent, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
        {
            _taken.Writer.TryWrite(videoEvent);
            if (await _answers.Reader.ReadAsync(cancellationToken) is { } failure)
            {
                throw failure;
            }
        }

        public ValueTask<VideoEvent> TakenAsync() => _taken.Reader.ReadAsync(Cancelled);

        public void Answer(Exception? failure = null) => _answers.Writer.TryWrite(failure);

        public void Dispose() => _answers.Writer.TryComplete();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class LoggedLines : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = [];

        public IReadOnlyList<string> Lines => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }
}
