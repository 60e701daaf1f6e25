using System.Diagnostics;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>Counts, times and traces a frame that has its outcome. Its spans are made of the times that it carries, so no span is open on its way.</summary>
internal static class FrameTelemetry
{
    private static readonly Dictionary<KeyframeReason, string> KeyframeReasons = Enum.GetValues<KeyframeReason>().ToDictionary(r => r, SnakeCase);

    public static void Record(FrameInProgress frame, StreamOptions stream)
    {
        var (outcome, reason) = frame.Outcome switch
        {
            FrameSegmented { KeyframeReason: { } why } => ("keyframe", KeyframeReasons[why]),
            FrameSegmented => ("propagated", "none"),
            FrameFailed failed => ("failed", failed.Reason),
            _ => ("dropped", "newer_frame"),
        };
        var model = KeyValuePair.Create("model", (object?)stream.Model);
        var what = KeyValuePair.Create("outcome", (object?)outcome);
        Instruments.FramesDone.Add(1, model, what, KeyValuePair.Create("reason", (object?)reason));
        if (frame.Times.Done is { } done)
        {
            Instruments.FrameDuration.Record((done - frame.Times.Received).TotalSeconds, model, what);
        }

        if (Instruments.StageDuration.Enabled)
        {
            foreach (var (stage, from, to) in StagesOf(frame))
            {
                Instruments.StageDuration.Record((to - from).TotalSeconds, KeyValuePair.Create("stage", (object?)stage));
            }
        }

        if (frame.Trace is { } parent && Instruments.Spans.HasListeners())
        {
            Trace(frame, stream, parent, outcome, reason);
        }
    }

    private static void Trace(FrameInProgress frame, StreamOptions stream, ActivityContext parent, string outcome, string reason)
    {
        // The activity that started this loop, such as a call, would become the parent of a frame that is to have none, and decide whether it is sampled.
        Activity.Current = null;
        using var span = Instruments.Spans.StartActivity("frame", ActivityKind.Server, parent, startTime: frame.Times.Received);
        if (span is null)
        {
            return;
        }

        span.SetTag("videoseg.stream_id", stream.StreamId).SetTag("videoseg.frame_number", frame.FrameNumber).SetTag("videoseg.model", stream.Model)
            .SetTag("videoseg.outcome", outcome).SetTag("videoseg.reason", reason);
        if (frame.Outcome is FrameFailed failed)
        {
            span.SetStatus(ActivityStatusCode.Error, failed.Message);
        }

        foreach (var (stage, from, to) in StagesOf(frame))
        {
            using var part = Instruments.Spans.StartActivity(stage, ActivityKind.Internal, span.Context, startTime: from);
            part?.SetEndTime(to.UtcDateTime);
        }

        span.SetEndTime((frame.Times.Done ?? frame.Times.Received).UtcDateTime);
    }

    /// <summary>The stages that the frame passed.</summary>
    private static IEnumerable<(string Stage, DateTimeOffset From, DateTimeOffset To)> StagesOf(FrameInProgress frame)
    {
        var times = frame.Times;
        yield return ("wait", times.Received, frame.DecodeBegan ?? times.Done ?? times.Received);
        if (times.Decoded is { } decoded)
        {
            yield return ("decode", frame.DecodeBegan ?? times.Received, decoded);
            if (times.Inferred is { } inferred)
            {
                yield return ("network", decoded, inferred);
                yield return ("compose", inferred, times.Done ?? inferred);
            }
        }
    }

    private static string SnakeCase(KeyframeReason reason) =>
        string.Concat(reason.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
