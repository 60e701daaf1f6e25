using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks.Mqtt;

/// <summary>The topics of an MQTT sink.</summary>
/// <param name="Event">Of events; {stream}, {event} and {place} are replaced.</param>
/// <param name="State">Of the number of objects in a zone; {stream} and {place} are replaced.</param>
/// <param name="Availability">Whether the server is connected.</param>
internal sealed record MqttTopics(string Event, string State, string Availability)
{
    public string EventOf(VideoEvent videoEvent) => Replace(Event, videoEvent);

    public string StateOf(VideoEvent videoEvent) => Replace(State, videoEvent);

    /// <summary>Characters of a place's name that have a meaning in topics, or are not allowed there, are replaced.</summary>
    private static string Replace(string topic, VideoEvent videoEvent) => topic
        .Replace("{stream}", videoEvent.Stream, StringComparison.Ordinal)
        .Replace("{event}", EventJson.NameOf(videoEvent.Kind), StringComparison.Ordinal)
        .Replace("{place}", string.Concat(videoEvent.Place.Select(c => c is '/' or '+' or '#' || char.IsControl(c) ? '_' : c)), StringComparison.Ordinal);
}
