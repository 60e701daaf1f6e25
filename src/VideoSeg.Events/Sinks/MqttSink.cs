using MQTTnet;
using MQTTnet.Protocol;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>Publishes each event as JSON with QoS 1, and connects when there is an event.</summary>
internal sealed class MqttSink : IEventSink
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Uri _address;
    private readonly string _topic;
    private readonly MqttClientOptions _options;

    public MqttSink(Uri address, string topic)
    {
        (_address, _topic) = (address, topic);
        bool secure = address.Scheme == "mqtts";
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(address.Host, address.Port > 0 ? address.Port : secure ? 8883 : 1883)
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithTlsOptions(tls => tls.UseTls(secure));
        if (address.UserInfo.Split(':', 2) is [{ Length: > 0 } user, var password])
        {
            options.WithCredentials(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        _options = options.Build();
    }

    public string Receiver => _address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public async Task SendAsync(VideoEvent videoEvent, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        if (!_client.IsConnected)
        {
            await _client.ConnectAsync(_options, cancellationToken);
        }

        var message = new MqttApplicationMessageBuilder()
            .WithTopic(TopicOf(videoEvent))
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

    /// <summary>Characters of a place's name that have a meaning in topics are replaced.</summary>
    private string TopicOf(VideoEvent videoEvent) => _topic
        .Replace("{stream}", videoEvent.Stream, StringComparison.Ordinal)
        .Replace("{event}", EventJson.NameOf(videoEvent.Kind), StringComparison.Ordinal)
        .Replace("{place}", string.Concat(videoEvent.Place.Select(c => c is '/' or '+' or '#' ? '_' : c)), StringComparison.Ordinal);
}
