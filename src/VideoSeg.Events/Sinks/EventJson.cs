using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>
/// Events as sinks send them: stream_id, frame_number, presentation_time_s, received, event, place, category, track_id, count; what does not apply is left out.
/// </summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(VideoEvent videoEvent) => JsonSerializer.SerializeToUtf8Bytes(
        new Line(
            videoEvent.Stream,
            videoEvent.FrameNumber,
            videoEvent.PresentationTime.TotalSeconds,
            videoEvent.Received.UtcDateTime,
            NameOf(videoEvent.Kind),
            videoEvent.Place,
            videoEvent.Category?.Name,
            videoEvent.TrackId,
            videoEvent.Count),
        Json);

    public static string NameOf(VideoEventKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private sealed record Line(
        string StreamId, ulong FrameNumber, double PresentationTimeS, DateTime Received, string Event, string Place, string? Category, long? TrackId, int? Count);
}
