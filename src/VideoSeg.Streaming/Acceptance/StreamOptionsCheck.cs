using System.Text.RegularExpressions;
using VideoSeg.Inference.Keyframes;

namespace VideoSeg.Streaming.Acceptance;

/// <summary>Checks the options of a stream that do not depend on its model.</summary>
internal static partial class StreamOptionsCheck
{
    /// <exception cref="InvalidStreamOptionException">An option is out of its range.</exception>
    public static void Check(StreamOptions options)
    {
        if (options.StreamId.Length > 0 && (options.StreamId.Length > 64 || !StreamId().IsMatch(options.StreamId)))
        {
            throw new InvalidStreamOptionException(nameof(options.StreamId), $"the stream id has {options.StreamId.Length} characters or a character that is not allowed; allowed are 1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots");
        }

        if (options.MaxMaskSide is not (0 or (>= 16 and <= 16384)))
        {
            throw new InvalidStreamOptionException(nameof(options.MaxMaskSide), $"the longest side of masks is {options.MaxMaskSide} px; allowed are 16 to 16384, or 0 for the frame's own size");
        }

        if (options.MinimumScore is { } score && !(score is >= 0 and <= 1))
        {
            throw new InvalidStreamOptionException(nameof(options.MinimumScore), $"the minimum score is {score}; allowed are 0 to 1");
        }

        if (options.KeyframeInterval is { } interval and (< 1 or > KeyframeOptions.MaxInterval))
        {
            throw new InvalidStreamOptionException(nameof(options.KeyframeInterval), $"the keyframe interval is {interval} frames; allowed are 1 to {KeyframeOptions.MaxInterval}");
        }

        if (options.Priority is < 1 or > 10)
        {
            throw new InvalidStreamOptionException(nameof(options.Priority), $"the priority is {options.Priority}; allowed are 1 to 10, or 0 for {StreamOptions.DefaultPriority}");
        }

        if (options.KeyframeResidual is { } residual && !(residual is >= 0 and <= 1))
        {
            throw new InvalidStreamOptionException(nameof(options.KeyframeResidual), $"the keyframe residual is {residual}; allowed are 0 to 1");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\z")]
    private static partial Regex StreamId();
}
