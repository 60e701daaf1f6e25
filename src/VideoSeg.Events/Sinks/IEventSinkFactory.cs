namespace VideoSeg.Events.Sinks;

/// <summary>A kind of event sink. Register it in dependency injection; the events file asks for it by its name.</summary>
public interface IEventSinkFactory
{
    /// <summary>The name of the kind, such as webhook. In the events file, it is the field that holds the address.</summary>
    string Name { get; }

    /// <summary>Makes a sink from its settings in the events file.</summary>
    /// <exception cref="InvalidSinkException">A setting is not allowed.</exception>
    IEventSink Create(EventSinkSettings settings);
}
