using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
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
        var webhook = new WebhookSink(address, new Dictionary<string, string> { ["Authorization"] = "Bearer b" }, null, TimeProvider.System);
        await using var delivery = new EventDelivery("webhook", webhook, TimeProvider.System, NullLogger.Instance);
        delivery.Post(Message(Entered, 1));
        delivery.Post(Message(Entered with { Kind = VideoEventKind.CountBack, Category = null, TrackId = null, Count = 0 }, 2));

        var refused = await AnswerAsync(listener, HttpStatusCode.ServiceUnavailable);
        var first = await AnswerAsync(listener, HttpStatusCode.NoContent);
        var second = await AnswerAsync(listener, HttpStatusCode.NoContent);

        Assert.Equal(refused.Text, first.Text);
        Assert.Equal("Bearer b", first.Headers["Authorization"]);
        Assert.Equal(
            """{"event_id":"event-1","sequence":1,"stream_id":"cam.1","frame_number":7,"presentation_time_s":0.7,"received":"1970-01-01T00:00:00Z","event":"entered","place":"gate","category":"car","track_id":3,"count":1}""",
            first.Text);
        Assert.Equal(
            """{"event_id":"event-2","sequence":2,"stream_id":"cam.1","frame_number":7,"presentation_time_s":0.7,"received":"1970-01-01T00:00:00Z","event":"count_back","place":"gate","count":0}""",
            second.Text);
    }

    /// <summary>Who may choose the answer would else choose whom the server calls, with our headers.</summary>
    [Fact]
    public async Task A_webhook_that_points_elsewhere_is_not_followed()
    {
        using var listener = Listen(out var address);
        await using var webhook = new WebhookSink(address, new Dictionary<string, string>(), null, TimeProvider.System);
        var sending = webhook.SendAsync(Message(Entered, 1), Cancelled);

        await AnswerAsync(listener, HttpStatusCode.TemporaryRedirect, new Uri(address, "elsewhere"));

        Assert.Contains("307", (await Assert.ThrowsAsync<EventNotAcceptedException>(() => sending)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_posts_to_a_sink_that_hangs_goes_on_and_the_oldest_events_are_lost()
    {
        var logger = new LoggedLines();
        using var sink = new FakeSink();
        await using var delivery = new EventDelivery("fake", sink, TimeProvider.System, logger);
        delivery.Post(Message(Entered with { FrameNumber = 0 }, 1));
        await sink.TakenAsync();

        for (int i = 1; i <= EventDelivery.MaxWaiting + 5; i++)
        {
            delivery.Post(Message(Entered with { FrameNumber = (ulong)i }, (ulong)i + 1));
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
            delivery.Post(Message(Entered with { FrameNumber = (ulong)i }, (ulong)i + 1));
        }

        await sink.TakenAsync();
        var drained = delivery.DrainAsync(Cancelled);
        sink.Answer();
        Assert.Equal(1UL, (await sink.TakenAsync()).FrameNumber);
        sink.Answer(new IOException("gone"));
        await drained;

        Assert.Equal("Events: 3 events are lost: fake was down or slow for too long", logger.Lines[^1]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(413)]
    public async Task An_event_that_is_refused_is_dropped_and_told_and_the_next_one_is_delivered(int status)
    {
        var logger = new LoggedLines();
        using var listener = Listen(out var address);
        await using var delivery = new EventDelivery("webhook", new WebhookSink(address, new Dictionary<string, string>(), null, TimeProvider.System), TimeProvider.System, logger);
        delivery.Post(Message(Entered, 1));
        delivery.Post(Message(Entered with { FrameNumber = 8 }, 2));

        Assert.Contains("\"sequence\":1,", (await AnswerAsync(listener, (HttpStatusCode)status)).Text, StringComparison.Ordinal);
        Assert.Contains("\"sequence\":2,", (await AnswerAsync(listener, HttpStatusCode.OK)).Text, StringComparison.Ordinal);
        Assert.Contains(logger.Lines, l => l.Contains("refused event event-1", StringComparison.Ordinal) && l.Contains($"{status}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_busy_receiver_is_asked_again_when_it_says(int status)
    {
        var time = new FakeTimeProvider();
        var logger = new LoggedLines();
        using var listener = Listen(out var address);
        await using var delivery = new EventDelivery("webhook", new WebhookSink(address, new Dictionary<string, string>(), null, time), time, logger);
        delivery.Post(Message(Entered, 1));

        var first = await AnswerAsync(listener, (HttpStatusCode)status, retryAfter: "90");
        await UntilAsync(() => logger.Lines.Any(l => l.Contains("retry in 90 s", StringComparison.Ordinal)));
        var second = AnswerAsync(listener, HttpStatusCode.OK);
        await UntilAsync(() => second.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(90)));
        Assert.Equal(first.Text, (await second).Text);
    }

    [Fact]
    public async Task An_event_on_which_the_receiver_fails_each_time_blocks_those_behind_it_for_a_while_only()
    {
        var time = new FakeTimeProvider();
        using var sink = new FakeSink();
        await using var delivery = new EventDelivery("fake", sink, time, NullLogger.Instance);
        delivery.Post(Message(Entered, 1));
        delivery.Post(Message(Entered with { FrameNumber = 8 }, 2));
        for (int i = 0; i < EventDelivery.MaxAttempts; i++)
        {
            var taken = sink.TakenAsync().AsTask();
            await UntilAsync(() => taken.IsCompleted, () => time.Advance(TimeSpan.FromMinutes(1)));
            Assert.Equal(7UL, (await taken).FrameNumber);
            sink.Answer(new EventNotAcceptedException(EventRejection.Failed, "500"));
        }

        Assert.Equal(8UL, (await sink.TakenAsync()).FrameNumber);
    }

    [Fact]
    public async Task A_signed_event_can_be_verified_and_a_repeated_one_has_the_same_id()
    {
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        using var listener = Listen(out var address);
        await using var delivery = new EventDelivery("webhook", new WebhookSink(address, new Dictionary<string, string>(), secret, TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        delivery.Post(Message(Entered, 1));

        var first = await AnswerAsync(listener, HttpStatusCode.ServiceUnavailable);
        var second = await AnswerAsync(listener, HttpStatusCode.OK);
        Assert.Equal(("event-1", "event-1"), (first.Headers["webhook-id"], second.Headers["webhook-id"]));
        byte[] mac = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"event-1.{second.Headers["webhook-timestamp"]}.{second.Text}"));
        Assert.Equal($"v1,{Convert.ToBase64String(mac)}", second.Headers["webhook-signature"]);
    }

    [Fact]
    public async Task A_response_without_end_is_not_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var webhook = new WebhookSink(new Uri($"http://{listener.LocalEndpoint}/"), new Dictionary<string, string>(), null, TimeProvider.System);
        long sent = 0;
        var endless = Task.Run(
            async () =>
            {
                using var connection = await listener.AcceptTcpClientAsync(Cancelled);
                await using var stream = connection.GetStream();
                await stream.ReadAtLeastAsync(new byte[4096], 1, cancellationToken: Cancelled);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"u8.ToArray(), Cancelled);
                byte[] junk = new byte[65536];
                while (true)
                {
                    await stream.WriteAsync(junk, Cancelled);
                    Interlocked.Add(ref sent, junk.Length);
                }
            },
            Cancelled);

        await using (webhook)
        {
            await webhook.SendAsync(Message(Entered, 1), Cancelled);
        }

        await Assert.ThrowsAnyAsync<IOException>(() => endless);
        Assert.InRange(Interlocked.Read(ref sent), 0, 64 << 20);
    }

    private static EventMessage Message(VideoEvent videoEvent, ulong sequence) =>
        new(videoEvent, $"event-{sequence}", sequence, EventJson.Write(videoEvent, $"event-{sequence}", sequence));

    private static async Task UntilAsync(Func<bool> holds, Action? meanwhile = null)
    {
        while (!holds())
        {
            Cancelled.ThrowIfCancellationRequested();
            meanwhile?.Invoke();
            await Task.Yield();
        }
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

    private static async Task<(string Text, NameValueCollection Headers)> AnswerAsync(HttpListener listener, HttpStatusCode status, Uri? elsewhere = null, string? retryAfter = null)
    {
        var context = await listener.GetContextAsync().WaitAsync(Cancelled);
        using var reader = new StreamReader(context.Request.InputStream);
        string text = await reader.ReadToEndAsync(Cancelled);
        context.Response.StatusCode = (int)status;
        context.Response.RedirectLocation = elsewhere?.ToString();
        if (retryAfter is not null)
        {
            context.Response.Headers["Retry-After"] = retryAfter;
        }

        context.Response.Close();
        return (text, context.Request.Headers);
    }

    /// <summary>Takes an event when the test says so.</summary>
    private sealed class FakeSink : IEventSink, IDisposable
    {
        private readonly Channel<VideoEvent> _taken = Channel.CreateUnbounded<VideoEvent>();
        private readonly Channel<Exception?> _answers = Channel.CreateUnbounded<Exception?>();

        public string Receiver => "fake";

        public async Task SendAsync(EventMessage message, CancellationToken cancellationToken)
        {
            _taken.Writer.TryWrite(message.Event);
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
