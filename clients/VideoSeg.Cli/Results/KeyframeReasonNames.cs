using System.Text.Json;

namespace VideoSeg.Cli.Results;

/// <summary>Keyframe reasons as the JSON lines spell them: the wire's names in lower case without the prefix, such as first_frame.</summary>
internal static class KeyframeReasonNames
{
    public static string Of(KeyframeReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
