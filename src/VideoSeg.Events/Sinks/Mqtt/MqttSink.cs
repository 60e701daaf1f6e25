using System.Security.Cryptography.X509Certificates;
using MQTTnet;
using MQTTnet.Protocol;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks.Mqtt;

/// <summary>
/// Publishes each event as JSON with QoS 1, and how many objects are in a zone as a retained message. It stays connected: while it is, the availability topic says "online";
/// else the broker says "offline" in its place (the last will).
/// </summary>
internal sealed class MqttSink : IEventSink
{
    /// <summary>The zones whose counts are published again when the broker was away; more than that is forgotten.</summary>
    private const int MaxStates = 10_000;

    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, byte[]> _states = [];
    private readonly Uri _address;
    private readonly MqttTopics _topics;
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private Task _connected = Task.CompletedTask;

    public MqttSink(Uri address, MqttTopics topics, X509Certificate2Collection? authorities, TimeProvider time)
    {
        (_address, _topics, _time) = (address, topics, time);
        bool secure = address.Scheme == "mqtts";
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(address.Host, address.Port > 0 ? address.Port : secure ? 8883 : 1883)
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithWillTopic(topics.Availability)
            .WithWillPayload("offline")
            .WithWillRetain()
            .WithWillQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTlsOptions(tls =>
            {
                tls.UseTls(secure);
                if (authorities is not null)
                {
                    tls.WithTrustChain(authorities);
                }
            });
        if (address.UserInfo.Length > 0)
        {
            string[] parts = address.UserInfo.Split(':', 2);
            options.WithCredentials(Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
        }

        _options = options.Build();
    }

    public string Receiver => _address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public void Start() => _connected = StayConnectedAsync();

    public async Task SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        var videoEvent = message.Event;
        await PublishAsync(_topics.EventOf(videoEvent), message.Json.ToArray(), retain: false, cancellationToken);
        if (videoEvent is { Count: { } count, Kind: VideoEventKind.Entered or VideoEventKind.Left })
        {
            string topic = _topics.StateOf(videoEvent);
            byte[] state = EventJson.WriteState(videoEvent, count);
            Remember(topic, count > 0 ? state : null);
            await PublishAsync(topic, state, retain: true, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _connected.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_client.IsConnected)
        {
            using var goodbye = new CancellationTokenSource(GoodbyeTimeout, _time);
            await LeaveAsync(goodbye.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _client.Dispose();
        _connecting.Dispose();
        _stopping.Dispose();
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        await PublishAsync(_topics.Availability, "offline"u8.ToArray(), retain: true, cancellationToken);
        await _client.DisconnectAsync(new MqttClientDisconnectOptions(), cancellationToken);
    }

    /// <summary>Connects at the start, and again when the connection broke, so that the availability is right without events too. Failures are told when there is an event.</summary>
    private async Task StayConnectedAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            if (!_client.IsConnected)
            {
                await ConnectAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await Task.Delay(ReconnectPause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        await _connecting.WaitAsync(cancellationToken);
        try
        {
            if (_client.IsConnected)
            {
                return;
            }

            await _client.ConnectAsync(_options, cancellationToken);
            await PublishAsync(_topics.Availability, "online"u8.ToArray(), retain: true, cancellationToken);

            // A broker that was started anew may have forgotten them.
            KeyValuePair<string, byte[]>[] states;
            lock (_states)
            {
                states = [.. _states];
            }

            foreach (var (topic, state) in states)
            {
                await PublishAsync(topic, state, retain: true, cancellationToken);
            }
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task PublishAsync(string topic, byte[] payload, bool retain, CancellationToken cancellationToken)
    {
        var message = new MqttApplicationMessageBuilder()
            .WithTopic(topic)
            .WithPayload(payload)
            .WithRetainFlag(retain)
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        var answer = await _client.PublishAsync(message, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new EventNotAcceptedException(RejectionOf(answer.ReasonCode), $"the broker answered {answer.ReasonCode}");
        }
    }

    private void Remember(string topic, byte[]? state)
    {
        lock (_states)
        {
            if (state is null)
            {
                _states.Remove(topic);
            }
            else if (_states.Count < MaxStates || _states.ContainsKey(topic))
            {
                _states[topic] = state;
            }
        }
    }

    private static EventRejection RejectionOf(MqttClientPublishReasonCode code) => code switch
    {
        MqttClientPublishReasonCode.NotAuthorized or MqttClientPublishReasonCode.TopicNameInvalid or MqttClientPublishReasonCode.PayloadFormatInvalid => EventRejection.Refused,
        MqttClientPublishReasonCode.QuotaExceeded => EventRejection.Unavailable,
        _ => EventRejection.Failed,
    };
}
