using System.Text.Json;

namespace VideoSeg.Cli.Results;

/// <summary>Names keyframe reasons for the JSON lines: the wire names in lower case without their prefix, such as first_frame.</summary>
internal static class KeyframeReasonNames
{
    public static string Of(KeyframeReason reason) => JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
