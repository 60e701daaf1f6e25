using System.Text.Json;
using VideoSeg.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Formats a complete result as text, so that results can be compared by value.</summary>
internal static class ResultText
{
    public static string Of(FrameResult result) => JsonSerializer.Serialize(result);

    public static string Of(V1.FrameResult message) => Of(ResultMapping.ToResult(message));

    public static string Of(Segmentation segmentation) => JsonSerializer.Serialize(segmentation);
}
