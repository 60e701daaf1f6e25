namespace VideoSeg.Events.Sinks;

/// <summary>MQTT brokers: an address, with user and password where the broker wants them, and a topic, in which {stream}, {event} and {place} are replaced.</summary>
internal sealed class MqttSinkFactory : IEventSinkFactory
{
    private const string DefaultTopic = "videoseg/{stream}/{event}";

    private static readonly string[] TopicParts = ["{stream}", "{event}", "{place}"];

    public string Name => "mqtt";

    public IEventSink Create(EventSinkSettings settings)
    {
        var address = settings.Address("mqtt", "mqtts");
        settings.AllowOnly("topic");
        string topic = settings.Text("topic") ?? DefaultTopic;
        string fixedPart = TopicParts.Aggregate(topic, (rest, part) => rest.Replace(part, "", StringComparison.Ordinal));
        EventSinkSettings.Require(
            topic.Length is >= 1 and <= 256 && fixedPart.IndexOfAny(['+', '#', '{', '}', '\0']) < 0,
            $"{settings.Field}.topic is '{topic}'; allowed are 1 to 256 characters without + and #, and {string.Join(", ", TopicParts)}");
        return new MqttSink(address, topic);
    }
}
