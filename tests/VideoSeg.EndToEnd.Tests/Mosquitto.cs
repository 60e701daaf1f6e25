using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using MQTTnet;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A real MQTT broker (mosquitto from Debian) and a client that subscribes to all topics.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly Process _process;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, string Text)> _retained = Channel.CreateUnbounded<(string, string)>();
    private readonly Channel<(string Topic, string Text)> _received = Channel.CreateUnbounded<(string, string)>();

    private Mosquitto(Process process, int port) => (_process, Address) = (process, new Uri($"mqtt://127.0.0.1:{port}"));

    public Uri Address { get; }

    public static async Task<Mosquitto> StartAsync(CancellationToken cancellationToken)
    {
        int port = FreePort();
        var start = new ProcessStartInfo("/usr/sbin/mosquitto", ["-p", port.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardError = true };
        var broker = new Mosquitto(Process.Start(start)!, port);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        broker._process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.EndsWith("running", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        broker._process.BeginErrorReadLine();
        await ready.Task.WaitAsync(cancellationToken);
        broker._client.ApplicationMessageReceivedAsync += message =>
        {
            bool isState = message.ApplicationMessage.Topic.EndsWith("/availability", StringComparison.Ordinal) || message.ApplicationMessage.Topic.Contains("/state/", StringComparison.Ordinal);
            (isState ? broker._retained : broker._received).Writer.TryWrite((message.ApplicationMessage.Topic, message.ApplicationMessage.ConvertPayloadToString()));
            return Task.CompletedTask;
        };
        await broker._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).Build(), cancellationToken);
        await broker._client.SubscribeAsync("#", cancellationToken: cancellationToken);
        return broker;
    }

    /// <summary>Returns the next event.</summary>
    public ValueTask<(string Topic, string Text)> ReceiveAsync(CancellationToken cancellationToken) => _received.Reader.ReadAsync(cancellationToken);

    /// <summary>Returns the next message of an availability or state topic.</summary>
    public ValueTask<(string Topic, string Text)> ReceiveStateAsync(CancellationToken cancellationToken) => _retained.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
