using System.Diagnostics;
using Grpc.Core;
using Microsoft.Extensions.Options;
using VideoSeg.V1;

namespace VideoSeg.Server.Telemetry;

/// <summary>Chooses the frames that are traced, and what their spans are children of.</summary>
internal sealed class FrameTraces(IOptions<TelemetryOptions> options)
{
    /// <summary>Multiples of the golden ratio, without their whole part, lie evenly between 0 and 1, however many are taken.</summary>
    private const double GoldenRatio = 0.6180339887498949;

    /// <summary>The trace that the call itself belongs to; default: none, and each frame begins its own.</summary>
    public static ActivityContext OfCall(ServerCallContext context) =>
        ActivityContext.TryParse(context.RequestHeaders.GetValue("traceparent"), context.RequestHeaders.GetValue("tracestate"), isRemote: true, out var call) ? call : default;

    /// <summary>What the frame's span is a child of (default: nothing), or null: it is not traced.</summary>
    public ActivityContext? ParentOf(Frame frame, ActivityContext call)
    {
        if (frame.TraceParent.Length > 0 && ActivityContext.TryParse(frame.TraceParent, null, isRemote: true, out var own))
        {
            return own;
        }

        return IsChosen(frame.FrameNumber) ? call : null;
    }

    /// <summary>The same for a frame that the server fetched by itself.</summary>
    public ActivityContext? ParentOfOwn(ulong frameNumber) => IsChosen(frameNumber) ? default(ActivityContext) : null;

    private bool IsChosen(ulong frameNumber) => (frameNumber * GoldenRatio) % 1 < options.Value.TraceShare;
}
