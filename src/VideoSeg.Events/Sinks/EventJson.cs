using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>
/// Events as sinks send them: event_id, sequence, stream_id, frame_number, presentation_time_s, received, event, place, category, track_id, count; what does not apply is left out.
/// </summary>
internal static class EventJson
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Write(VideoEvent videoEvent, string id, ulong sequence) => JsonSerializer.SerializeToUtf8Bytes(
        new Line(
            id,
            sequence,
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

    /// <summary>How many objects are in a zone: stream_id, place, count, received.</summary>
    public static byte[] WriteState(VideoEvent videoEvent, int count) =>
        JsonSerializer.SerializeToUtf8Bytes(new State(videoEvent.Stream, videoEvent.Place, count, videoEvent.Received.UtcDateTime), Json);

    public static string NameOf(VideoEventKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private sealed record State(string StreamId, string Place, int Count, DateTime Received);

    private sealed record Line(
        string EventId,
        ulong Sequence,
        string StreamId,
        ulong FrameNumber,
        double PresentationTimeS,
        DateTime Received,
        string Event,
        string Place,
        string? Category,
        long? TrackId,
        int? Count);
}
