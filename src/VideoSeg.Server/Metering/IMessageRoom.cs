namespace VideoSeg.Server.Metering;

/// <summary>A feature of requests: the room that the last message takes of <see cref="BytesInFlight"/>.</summary>
internal interface IMessageRoom
{
    /// <summary>Hands the room over: the caller disposes it when the message's bytes are not held any more. Without this it is given back with the next message.</summary>
    IDisposable? Detach();

    /// <summary>What is read from now on is thrown away, and not looked at.</summary>
    void Discard();
}
