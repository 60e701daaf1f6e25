using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoSeg.Streaming.Events;

/// <summary>Events as sinks get them: stream, frame_number, presentation_time_s, event, place, category, track_id, count; what does not apply is left out.</summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Write(VideoEvent told) => JsonSerializer.SerializeToUtf8Bytes(
        new Line(told.Stream, told.FrameNumber, told.PresentationTime.TotalSeconds, NameOf(told.Kind), told.Place, told.Category, told.TrackId, told.Count), Json);

    public static string NameOf(VideoEventKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private sealed record Line(
        string Stream, ulong FrameNumber, double PresentationTimeS, string Event, string Place, string? Category, long? TrackId, int? Count);
}
