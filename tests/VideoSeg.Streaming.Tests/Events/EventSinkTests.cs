using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using MQTTnet;
using VideoSeg.Streaming.Events;

namespace VideoSeg.Streaming.Tests.Events;

/// <summary>Events to a real HTTP listener and a real MQTT broker (Debian's mosquitto).</summary>
public sealed class EventSinkTests
{
    private static readonly VideoEvent Entered = new("cam.1", 7, TimeSpan.FromSeconds(0.7), VideoEventKind.Entered, "gate", "car", 3, 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_that_fails_once_gets_each_event_in_order()
    {
        int port = FreePort();
        using var listener = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/events/" } };
        listener.Start();
        await using var delivery = new EventDelivery(new WebhookSink(new Uri($"http://127.0.0.1:{port}/events/")), TimeProvider.System, NullLogger.Instance);
        delivery.Post(Entered);
        delivery.Post(Entered with { Kind = VideoEventKind.Left, Count = 0 });

        string refused = await AnswerAsync(listener, HttpStatusCode.ServiceUnavailable);
        string first = await AnswerAsync(listener, HttpStatusCode.NoContent);
        string second = await AnswerAsync(listener, HttpStatusCode.NoContent);

        Assert.Equal(refused, first);
        Assert.Equal(
            """{"stream":"cam.1","frame_number":7,"presentation_time_s":0.7,"event":"entered","place":"gate","category":"car","track_id":3,"count":1}""", first);
        Assert.Equal("left", JsonDocument.Parse(second).RootElement.GetProperty("event").GetString());
    }

    [Fact]
    public async Task A_broker_gets_events_under_their_topics()
    {
        int port = FreePort();
        using var broker = Process.Start(new ProcessStartInfo("/usr/sbin/mosquitto", ["-p", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true })!;
        try
        {
            // It says so once it listens.
            while (await broker.StandardError.ReadLineAsync(Cancelled) is { } line && !line.Contains("running", StringComparison.Ordinal))
            {
            }

            _ = broker.StandardError.ReadToEndAsync(Cancelled);
            var heard = Channel.CreateUnbounded<(string Topic, string Text)>();
            using var client = new MqttClientFactory().CreateMqttClient();
            client.ApplicationMessageReceivedAsync += e =>
            {
                heard.Writer.TryWrite((e.ApplicationMessage.Topic, e.ApplicationMessage.ConvertPayloadToString()));
                return Task.CompletedTask;
            };
            await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).Build(), Cancelled);
            await client.SubscribeAsync("#", cancellationToken: Cancelled);

            await using var delivery = new EventDelivery(new MqttSink(new Uri($"mqtt://127.0.0.1:{port}"), "site/{stream}/{place}/{event}"), TimeProvider.System, NullLogger.Instance);
            delivery.Post(Entered with { Place = "gate/2" });
            delivery.Post(Entered with { Kind = VideoEventKind.CountOver, TrackId = null, Category = null, Count = 4 });

            Assert.Equal("site/cam.1/gate_2/entered", (await heard.Reader.ReadAsync(Cancelled)).Topic);
            var (topic, text) = await heard.Reader.ReadAsync(Cancelled);
            Assert.Equal("site/cam.1/gate/count_over", topic);
            Assert.Equal("""{"stream":"cam.1","frame_number":7,"presentation_time_s":0.7,"event":"count_over","place":"gate","count":4}""", text);
        }
        finally
        {
            broker.Kill();
        }
    }

    private static async Task<string> AnswerAsync(HttpListener listener, HttpStatusCode status)
    {
        var context = await listener.GetContextAsync().WaitAsync(Cancelled);
        using var reader = new StreamReader(context.Request.InputStream);
        string text = await reader.ReadToEndAsync(Cancelled);
        context.Response.StatusCode = (int)status;
        context.Response.Close();
        return text;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
