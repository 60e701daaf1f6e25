using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace VideoSeg.Server.Telemetry;

/// <summary>Chooses the frames that are traced, and the parents of their spans.</summary>
/// <param name="options">The share of the frames.</param>
/// <param name="configuration">The environment.</param>
internal sealed class FrameTraces(IOptions<TelemetryOptions> options, IConfiguration configuration)
{
    /// <summary>The fractional parts of its multiples are spread evenly over 0 to 1, however many are taken.</summary>
    private const double GoldenRatio = 0.6180339887498949;

    private readonly double _share = IsSamplerConfigured(configuration) ? 1 : options.Value.TraceShare;

    /// <summary>The trace of the call itself (W3C Trace Context headers); default: none, and each frame begins its own.</summary>
    public static ActivityContext ContextOf(IHeaderDictionary headers) =>
        ActivityContext.TryParse(headers.TraceParent, headers.TraceState, isRemote: true, out var call) ? call : default;

    /// <summary>The parent of a frame's span (default: it is a root span), or null: the frame is not traced.</summary>
    /// <param name="frameNumber">Decides whether the frame is sampled.</param>
    /// <param name="traceParent">The frame's own trace, which is always followed; empty: none.</param>
    /// <param name="call">The trace of the call.</param>
    public ActivityContext? ParentOf(ulong frameNumber, string traceParent, ActivityContext call)
    {
        if (traceParent.Length > 0 && ActivityContext.TryParse(traceParent, null, isRemote: true, out var own))
        {
            return own;
        }

        return IsChosen(frameNumber) ? call : null;
    }

    /// <summary>The same for a frame that the server pulled from a source.</summary>
    public ActivityContext? ParentOfOwn(ulong frameNumber) => IsChosen(frameNumber) ? default(ActivityContext) : null;

    /// <summary>Whether the standard's own sampler (OTEL_TRACES_SAMPLER) chooses instead.</summary>
    public static bool IsSamplerConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["OTEL_TRACES_SAMPLER"]);

    private bool IsChosen(ulong frameNumber) => (frameNumber * GoldenRatio) % 1 < _share;
}
