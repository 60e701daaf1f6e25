using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Events;

/// <summary>All rules of one stream. One caller, results in order.</summary>
internal sealed class StreamWatch
{
    private readonly EventWatch? _events;
    private readonly EventDetector[] _detectors;

    /// <param name="events">What is watched on all streams; null: this one is not.</param>
    /// <param name="streamId">Of the stream.</param>
    public StreamWatch(EventWatch? events, string streamId)
    {
        _events = events;
        Rules = [.. events?.RulesOf(streamId) ?? []];
        _detectors = [.. Rules.Select(r => new EventDetector(streamId, r))];
    }

    public IReadOnlyList<EventRules> Rules { get; }

    /// <summary>The result with what became certain with it.</summary>
    public FrameResult Look(FrameResult result) =>
        _detectors.SelectMany(d => d.Watch(result)).ToList() is { Count: > 0 } events ? result with { Events = events } : result;

    /// <summary>To all sinks, once the result is where they can ask for it. Does not wait for them.</summary>
    public void Tell(IReadOnlyList<VideoEvent> events)
    {
        foreach (var told in events)
        {
            Instruments.Events.Add(1, KeyValuePair.Create("event", (object?)EventJson.NameOf(told.Kind)));
            _events?.Post(told);
        }
    }
}
