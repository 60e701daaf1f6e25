using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace VideoSeg.Events.Sinks.Mqtt;

/// <summary>
/// MQTT brokers: an address, with user and password where the broker wants them; the topics of events, of states and of the availability; and the authorities that sign
/// the broker's certificate.
/// </summary>
internal sealed class MqttSinkFactory(TimeProvider time) : IEventSinkFactory
{
    private static readonly string[] TopicParts = ["{stream}", "{event}", "{place}"];

    public string Name => "mqtt";

    public IEventSink Create(EventSinkSettings settings)
    {
        var address = settings.Address("mqtt", "mqtts");
        settings.AllowOnly("topic", "state_topic", "availability_topic", "ca_file");
        EventSinkSettings.Require(
            !address.UserInfo.StartsWith(':'), $"{settings.Field}.{Name} has a password without a user; a broker takes both, or a user alone");
        var topics = new MqttTopics(
            Topic(settings, "topic", "videoseg/{stream}/{event}", TopicParts),
            Topic(settings, "state_topic", "videoseg/{stream}/state/{place}", ["{stream}", "{place}"]),
            Topic(settings, "availability_topic", "videoseg/availability", []));
        return new MqttSink(address, topics, AuthoritiesOf(settings, address), time);
    }

    private static string Topic(EventSinkSettings settings, string setting, string usual, string[] parts)
    {
        string topic = settings.Text(setting) ?? usual;
        string fixedPart = parts.Aggregate(topic, (rest, part) => rest.Replace(part, "", StringComparison.Ordinal));
        string allowed = parts.Length > 0 ? $", and {string.Join(", ", parts)}" : "";
        EventSinkSettings.Require(
            topic.Length is >= 1 and <= 256 && fixedPart.IndexOfAny(['+', '#', '{', '}', '\0']) < 0,
            $"{settings.Field}.{setting} is '{topic}'; allowed are 1 to 256 characters without + and #{allowed}");
        return topic;
    }

    private static X509Certificate2Collection? AuthoritiesOf(EventSinkSettings settings, Uri address)
    {
        if (settings.Text("ca_file") is not { } file)
        {
            return null;
        }

        EventSinkSettings.Require(address.Scheme == "mqtts", $"{settings.Field}.ca_file needs an address that begins with mqtts://");
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new InvalidSinkException($"{settings.Field}.ca_file: '{file}' can't be read: {e.Message}");
        }

        EventSinkSettings.Require(authorities.Count > 0, $"{settings.Field}.ca_file: '{file}' has no certificate in PEM format");
        return authorities;
    }
}
