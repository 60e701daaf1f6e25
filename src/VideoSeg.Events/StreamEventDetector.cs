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

    public void Published(FrameResult result)
    {
        foreach (var videoEvent in result.Events)
        {
            Instruments.Events.Add(1, KeyValuePair.Create("event", (object?)EventJson.NameOf(videoEvent.Kind)));
            events.Post(videoEvent);
        }
    }
}
