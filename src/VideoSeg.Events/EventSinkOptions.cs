namespace VideoSeg.Events;

/// <summary>Who is told of events.</summary>
public abstract record EventSinkOptions
{
    internal abstract IEventSink Create();
}

/// <summary>Somebody who is told over HTTP.</summary>
/// <param name="Address">http or https.</param>
/// <param name="Headers">Sent with each event. They may hold secrets.</param>
public sealed record WebhookOptions(Uri Address, IReadOnlyDictionary<string, string> Headers) : EventSinkOptions
{
    internal override IEventSink Create() => new WebhookSink(this);
}

/// <summary>An MQTT broker.</summary>
/// <param name="Address">mqtt or mqtts, with user and password where the broker wants them.</param>
/// <param name="Topic">{stream}, {event} and {place} are filled in.</param>
public sealed record MqttOptions(Uri Address, string Topic) : EventSinkOptions
{
    internal override IEventSink Create() => new MqttSink(this);
}
