namespace VideoSeg.Streaming.Events;

/// <summary>The ways in which events leave the server.</summary>
public enum EventSinkKind
{
    /// <summary><see cref="WebhookSink"/>.</summary>
    Webhook,

    /// <summary><see cref="MqttSink"/>.</summary>
    Mqtt,
}
