using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Vision.Lines;

/// <summary>
/// Results as JSON Lines, one object a frame: stream_id and sequence (where a server's log has it), frame_number, file (of a folder of pictures), time (in seconds), keyframe, keyframe_reason (null between keyframes), times_ms
/// (when the frame passed each station of the server, counted from its arrival), segments; events where there are some. A frame without a result has
/// dropped or error in place of keyframe and segments.
/// </summary>
/// <param name="target">Written to and not disposed.</param>
public sealed class ResultLineWriter(Stream target) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _line = new();

    private Utf8JsonWriter? _writer;

    // Run lengths are full of characters that the default escapes for the sake of HTML.
    private Utf8JsonWriter Json => _writer ??= new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public void Write(ResultLine line)
    {
        Json.WriteStartObject();
        if (line.StreamId is { } stream)
        {
            Json.WriteString("stream_id", stream);
        }

        if (line.Sequence is { } sequence)
        {
            Json.WriteNumber("sequence", sequence);
        }

        Json.WriteNumber("frame_number", line.FrameNumber);
        if (line.File is { } file)
        {
            Json.WriteString("file", file);
        }

        if (line.Time is { } time)
        {
            Json.WriteNumber("time", Math.Round(time.TotalSeconds, 6));
        }

        WriteEvents(line);
        WriteOutcome(line);
        Json.WriteEndObject();
        Json.Flush();
        _line.Write("\n"u8);
        target.Write(_line.WrittenSpan);
        _line.ResetWrittenCount();
        Json.Reset();
    }

    public void Dispose() => _writer?.Dispose();

    private void WriteOutcome(ResultLine line)
    {
        if (line.Segments is { } segments)
        {
            Json.WriteBoolean("keyframe", line.KeyframeReason is not null);
            Json.WriteString("keyframe_reason", line.KeyframeReason);
            WriteTimes(line);
            Json.WriteStartArray("segments");
            foreach (var segment in segments)
            {
                Write(segment);
            }

            Json.WriteEndArray();
            if (!line.LabelMap.IsEmpty)
            {
                Json.WriteBase64String("label_map", line.LabelMap.Span);
            }
        }
        else if (line.Error is var (code, message))
        {
            Json.WriteStartObject("error");
            Json.WriteString("code", code);
            Json.WriteString("message", message);
            Json.WriteEndObject();
            WriteTimes(line);
        }
        else
        {
            Json.WriteBoolean("dropped", true);
            WriteTimes(line);
        }
    }

    private void WriteEvents(ResultLine line)
    {
        if (line.Events.Count == 0)
        {
            return;
        }

        Json.WriteStartArray("events");
        foreach (var videoEvent in line.Events)
        {
            Json.WriteStartObject();
            Json.WriteString("event", videoEvent.Kind);
            Json.WriteString("place", videoEvent.Place);
            if (videoEvent.Category is { } category)
            {
                Json.WriteString("category", category);
            }

            if (videoEvent.TrackId is { } track)
            {
                Json.WriteNumber("track_id", track);
            }

            if (videoEvent.Count is { } count)
            {
                Json.WriteNumber("count", count);
            }

            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    private void WriteTimes(ResultLine line)
    {
        if (line.Times is null)
        {
            return;
        }

        Json.WriteStartObject("times_ms");
        foreach (var (station, passed) in line.Times)
        {
            Json.WriteNumber(station, Math.Round(passed.TotalMilliseconds, 3));
        }

        Json.WriteEndObject();
    }

    private void Write(ResultLine.Segment segment)
    {
        Json.WriteStartObject();
        Json.WriteNumber("segment_id", segment.SegmentId);
        if (segment.TrackId is { } track)
        {
            Json.WriteNumber("track_id", track);
        }
        else
        {
            Json.WriteNull("track_id");
        }

        Json.WriteString("category", segment.Category);
        Json.WriteNumber("category_id", segment.CategoryId);
        Json.WriteBoolean("is_thing", segment.IsThing);
        Json.WriteNumber("score", segment.Score);
        WriteArray("box", [segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height]);
        Json.WriteNumber("area", segment.Area);
        if (segment.Rle is { } rle)
        {
            Json.WriteStartObject("rle");
            WriteArray("size", [rle.Size.Height, rle.Size.Width]);
            Json.WriteString("counts", rle.Counts);
            Json.WriteEndObject();
        }
        else if (segment.Polygons is { } polygons)
        {
            Write(polygons);
        }

        Json.WriteEndObject();
    }

    private void Write(IReadOnlyList<PolygonRing> polygons)
    {
        Json.WriteStartArray("polygons");
        foreach (var ring in polygons)
        {
            Json.WriteStartObject();
            Json.WriteBoolean("hole", ring.IsHole);
            Json.WriteStartArray("points");
            foreach (var coordinate in ring.Points)
            {
                Json.WriteNumberValue(coordinate);
            }

            Json.WriteEndArray();
            Json.WriteEndObject();
        }

        Json.WriteEndArray();
    }

    private void WriteArray(string name, ReadOnlySpan<int> values)
    {
        Json.WriteStartArray(name);
        foreach (var value in values)
        {
            Json.WriteNumberValue(value);
        }

        Json.WriteEndArray();
    }
}
