using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace VideoSeg.Streaming.Events;

/// <summary>Publishes each event as JSON with QoS 1, and connects when there is something to say.</summary>
internal sealed class MqttSink : IEventSink
{
    private readonly Uri _address;
    private readonly string _topic;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly MqttClientOptions _options;

    /// <param name="address">mqtt or mqtts, with user and password where the broker wants them.</param>
    /// <param name="topic">{stream}, {event} and {place} are filled in.</param>
    public MqttSink(Uri address, string topic)
    {
        (_address, _topic) = (address, topic);
        bool secure = address.Scheme == "mqtts";
        var options = new MqttClientOptionsBuilder()
            .WithTcpServer(address.Host, address.Port > 0 ? address.Port : secure ? 8883 : 1883)
            .WithTimeout(TimeSpan.FromSeconds(10))
            .WithTlsOptions(tls => tls.UseTls(secure));
        if (address.UserInfo.Split(':') is [{ Length: > 0 } user, var password])
        {
            options.WithCredentials(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        }

        _options = options.Build();
    }

    public string Name => _address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    public async Task SendAsync(VideoEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        try
        {
            if (!_client.IsConnected)
            {
                await _client.ConnectAsync(_options, cancellationToken);
            }

            var message = new MqttApplicationMessageBuilder()
                .WithTopic(TopicOf(told))
                .WithPayload(json.ToArray())
                .WithContentType("application/json")
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build();
            var answer = await _client.PublishAsync(message, cancellationToken);
            if (!answer.IsSuccess)
            {
                throw new EventSinkException($"the broker answered {answer.ReasonCode} {answer.ReasonString}");
            }
        }
        catch (Exception e) when (e is MqttCommunicationException or InvalidOperationException or TimeoutException)
        {
            throw new EventSinkException(e.Message, e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A place's name may hold what would make another topic of it.</summary>
    private string TopicOf(VideoEvent told) => _topic
        .Replace("{stream}", told.Stream, StringComparison.Ordinal)
        .Replace("{event}", EventJson.NameOf(told.Kind), StringComparison.Ordinal)
        .Replace("{place}", string.Concat(told.Place.Select(c => c is '/' or '+' or '#' ? '_' : c)), StringComparison.Ordinal);
}
