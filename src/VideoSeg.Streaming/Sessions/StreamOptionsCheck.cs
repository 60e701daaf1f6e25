using System.Text.RegularExpressions;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Streaming.Sessions;

/// <summary>Says which option of a stream is not allowed, and what is.</summary>
internal static partial class StreamOptionsCheck
{
    /// <exception cref="StreamRefusedException">An option is out of its range.</exception>
    public static void Check(StreamOptions options)
    {
        if (options.StreamId.Length > 0 && (options.StreamId.Length > 64 || !StreamId().IsMatch(options.StreamId)))
        {
            throw StreamRefusedException.InvalidOption(
                "config.stream_id", $"the stream id has {options.StreamId.Length} characters or a character that is not allowed; allowed are 1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots");
        }

        if (options.MaxMaskSide is not (0 or (>= 16 and <= 16384)))
        {
            throw StreamRefusedException.InvalidOption("config.max_mask_side", $"the longest side of masks is {options.MaxMaskSide} px; allowed are 16 to 16384, or 0 for the frame's own size");
        }

        if (options.MinimumScore is { } score && !(score is >= 0 and <= 1))
        {
            throw StreamRefusedException.InvalidOption("config.minimum_score", $"the minimum score is {score}; allowed are 0 to 1");
        }

        if (options.KeyframeInterval is { } interval and (< 1 or > KeyframeChoice.MaxInterval))
        {
            throw StreamRefusedException.InvalidOption("config.keyframe_interval", $"the keyframe interval is {interval} frames; allowed are 1 to {KeyframeChoice.MaxInterval}");
        }

        if (options.Priority is < 1 or > 10)
        {
            throw StreamRefusedException.InvalidOption("config.priority", $"the priority is {options.Priority}; allowed are 1 to 10, or 0 for {StreamOptions.DefaultPriority}");
        }

        if (options.KeyframeResidual is { } residual && !(residual is >= 0 and <= 1))
        {
            throw StreamRefusedException.InvalidOption("config.keyframe_residual", $"the keyframe residual is {residual}; allowed are 0 to 1");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\z")]
    private static partial Regex StreamId();
}
