using VideoSeg.Events.Detection;
using VideoSeg.Events.Rules;
using VideoSeg.Events.Sinks;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Events;

/// <summary>Detects the events of one stream by all rules that hold for it.</summary>
internal sealed class StreamEventDetector(EventService events, IReadOnlyList<EventRules> rules, string streamId) : IStreamObserver
{
    private readonly RuleDetector[] _detectors = [.. rules.Select(r => new RuleDetector(streamId, r))];

    public IReadOnlyList<VideoEvent> Detect(FrameResult result) => [.. _detectors.SelectMany(d => d.Detect(result))];

    public void Published(FrameResult result) => Post(result.Events);

    /// <summary>There is no result that could carry these events, so that sinks alone get them; subscribers are told that the stream is closed.</summary>
    public void Closed() => Post([.. _detectors.SelectMany(d => d.End())]);

    private void Post(IReadOnlyList<VideoEvent> happened)
    {
        foreach (var videoEvent in happened)
        {
            Instruments.Events.Add(1, KeyValuePair.Create("event", (object?)EventJson.NameOf(videoEvent.Kind)));
            events.Post(videoEvent);
        }
    }
}
