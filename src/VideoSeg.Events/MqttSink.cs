using MQTTnet;
using MQTTnet.Protocol;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events;

/// <summary>Publishes each event as JSON with QoS 1, and connects when there is something to say.</summary>
internal sealed class MqttSink : IEventSink
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly MqttOptions _sink;
    private readonly MqttClientOptions _options;

    public MqttSink(MqttOptions sink)
    {
        _sink = sink;
        bool secure = sink.Address.Scheme == "mqtts";
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(sink.Address.Host, sink.Address.Port > 0 ? sink.Address.Port : secure ? 8883 : 1883)
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithTlsOptions(tls => tls.UseTls(secure));
        if (sink.Address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
        {
            options.WithCredentials(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        _options = options.Build();
    }

    public string Kind => "mqtt";

    public string Name => _sink.Address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public async Task SendAsync(VideoEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (!_client.IsConnected)
        {
            await _client.ConnectAsync(_options, cancellationToken);
        }

        var message = new MqttApplicationMessageBuilder()
            .WithTopic(TopicOf(told))
            .WithPayload(json.ToArray())
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
            .Build();
        var answer = await _client.PublishAsync(message, cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new InvalidOperationException($"the broker answered {answer.ReasonCode} {answer.ReasonString}");
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A place's name may hold what would make another topic of it.</summary>
    private string TopicOf(VideoEvent told) => _sink.Topic
        .Replace("{stream}", told.Stream, StringComparison.Ordinal)
        .Replace("{event}", EventJson.NameOf(told.Kind), StringComparison.Ordinal)
        .Replace("{place}", string.Concat(told.Place.Select(c => c is '/' or '+' or '#' ? '_' : c)), StringComparison.Ordinal);
}
