using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace VideoSeg.Streaming.Telemetry;

/// <summary>All metrics and spans. A tag has few values: neither streams nor callers are tags, they are in spans and logs.</summary>
public static class Instruments
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "VideoSeg";

    /// <summary>Seconds: from a frame between keyframes to one that waited for long.</summary>
    private static readonly InstrumentAdvice<double> FrameBuckets = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2, 0.4, 0.8, 1.6, 3.2, 10],
    };

    /// <summary>Seconds: from a refusal to a stream of a day.</summary>
    private static readonly InstrumentAdvice<double> CallBuckets = new() { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600, 3600, 86_400] };

    private static readonly Meter Meter = new(Name);

    public static ActivitySource Spans { get; } = new(Name);

    public static Counter<long> FramesReceived { get; } =
        Meter.CreateCounter<long>("videoseg.frames.received", "{frame}", "Frames that clients and sources handed in.");

    /// <summary>Tags: model; outcome (keyframe, propagated, failed, dropped); reason (of the keyframe, the failure or the drop; none).</summary>
    public static Counter<long> FramesDone { get; } =
        Meter.CreateCounter<long>("videoseg.frames.done", "{frame}", "Frames that have their outcome.");

    /// <summary>Tags: model, outcome.</summary>
    public static Histogram<double> FrameDuration { get; } =
        Meter.CreateHistogram("videoseg.frame.duration", "s", "From a frame's arrival to its outcome.", advice: FrameBuckets);

    /// <summary>Tags: stage (wait, decode, network, compose).</summary>
    public static Histogram<double> StageDuration { get; } =
        Meter.CreateHistogram("videoseg.frame.stage.duration", "s", "The time of a frame at a stage, including the wait for it.", advice: FrameBuckets);

    /// <summary>Tags: kind (keyframe, propagated).</summary>
    public static Histogram<double> StepDuration { get; } =
        Meter.CreateHistogram("videoseg.step.duration", "s", "The run time of a step: the network (ONNX Runtime), or the propagation between keyframes.", advice: FrameBuckets);

    /// <summary>Only results that came after the subscription began: the age of replayed results is no delay.</summary>
    public static Histogram<double> SubscriberLag { get; } =
        Meter.CreateHistogram("videoseg.subscriber.lag", "s", "From the append of a result to its read by a subscriber.", advice: FrameBuckets);

    public static Counter<long> SubscriberMissed { get; } =
        Meter.CreateCounter<long>("videoseg.subscriber.missed", "{result}", "Results that subscribers did not get because they were too slow.");

    /// <summary>Tags: sink (its name).</summary>
    public static Counter<long> SinkDropped { get; } =
        Meter.CreateCounter<long>("videoseg.sink.dropped", "{result}", "Results that a sink was too slow for, or failed on.");

    /// <summary>Each one is a bug in the program: whoever starts a task must await it.</summary>
    public static Counter<long> UnobservedExceptions { get; } =
        Meter.CreateCounter<long>("videoseg.exceptions.unobserved", "{exception}", "Failures of tasks that nobody awaited.");

    /// <summary>Tags: event (entered, left, count_over, …).</summary>
    public static Counter<long> Events { get; } =
        Meter.CreateCounter<long>("videoseg.events", "{event}", "What happened at zones and lines.");

    /// <summary>Tags: sink (webhook, mqtt), target (the receiver's address without secrets).</summary>
    public static Counter<long> EventsRefused { get; } =
        Meter.CreateCounter<long>("videoseg.events.refused", "{event}", "Events that a receiver refused, or failed on each time, and that were dropped.");

    /// <summary>Tags: sink, target.</summary>
    public static Counter<long> EventsRetried { get; } =
        Meter.CreateCounter<long>("videoseg.events.retried", "{attempt}", "Attempts to deliver an event that failed and were made again.");

    /// <summary>Tags: sink, target.</summary>
    public static Counter<long> EventsDelivered { get; } =
        Meter.CreateCounter<long>("videoseg.events.delivered", "{event}", "Events that a sink has taken.");

    /// <summary>Tags: sink, target.</summary>
    public static Counter<long> EventsLost { get; } =
        Meter.CreateCounter<long>("videoseg.events.lost", "{event}", "Events that a sink did not take in time.");

    /// <summary>Tag: reason.</summary>
    public static Counter<long> SourceFailures { get; } =
        Meter.CreateCounter<long>("videoseg.source.failures", "{failure}", "Connections of sources that failed or broke off, each of which is tried again.");

    /// <summary>Tag: reason (completed, client_left, client_lost, idle, taken_over, server_stopping, failed).</summary>
    public static Counter<long> StreamsEnded { get; } =
        Meter.CreateCounter<long>("videoseg.streams.ended", "{stream}", "Streams of clients and sources that have ended.");

    /// <summary>Tags: rpc.method; rpc.response.status_code; error.type (the reason; only where the call failed).</summary>
    public static Histogram<double> CallDuration { get; } =
        Meter.CreateHistogram("rpc.server.call.duration", "s", "The duration of calls, refused ones included.", advice: CallBuckets);

    /// <summary>Counts a call that has ended, also one that was refused before a service saw it.</summary>
    /// <param name="method">The method, such as /videoseg.v1.SegmentationService/StreamSegment.</param>
    /// <param name="duration">How long the call took.</param>
    /// <param name="status">The status as gRPC writes it, such as RESOURCE_EXHAUSTED.</param>
    /// <param name="reason">The stable name of the cause; null: the call succeeded.</param>
    public static void RecordCall(string method, TimeSpan duration, string status, string? reason)
    {
        var tags = new TagList { { "rpc.method", method.TrimStart('/') }, { "rpc.response.status_code", status } };
        if (reason is not null)
        {
            tags.Add("error.type", reason);
        }

        CallDuration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Adds a metric whose value is read when the metrics are collected.</summary>
    public static void Observe(string name, string unit, string description, Func<long> value) =>
        Meter.CreateObservableUpDownCounter(name, value, unit, description);

    /// <summary>Adds a metric with one tag whose values are read when the metrics are collected.</summary>
    public static void Observe(string name, string unit, string description, string tag, Func<IEnumerable<(string Value, long Count)>> values) =>
        Meter.CreateObservableUpDownCounter(name, () => values().Select(v => new Measurement<long>(v.Count, KeyValuePair.Create(tag, (object?)v.Value))), unit, description);
}
