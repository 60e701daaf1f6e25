using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.V1;

namespace VideoSeg.Cli.Results;

/// <summary>
/// Results as JSON Lines, one object a frame: frame_number, keyframe, keyframe_reason (null between keyframes), times_ms
/// (when the frame passed each station of the server, counted from its arrival), segments. A frame without a result has
/// dropped or error in place of keyframe and segments.
/// </summary>
internal sealed class ResultLines : IAsyncDisposable
{
    private readonly Stream _file;
    private readonly Dictionary<uint, string> _names;
    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;

    /// <param name="path">Written anew; its folder is made when it is not there.</param>
    /// <param name="categories">As the stream's start named them.</param>
    public ResultLines(string path, IEnumerable<Category> categories)
    {
        _file = OutputFile.Create(path);
        _names = categories.ToDictionary(c => c.CategoryId, c => c.Name);
        // Run lengths are full of characters that the default escapes for the sake of HTML.
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public async Task WriteAsync(FrameResult result)
    {
        _json.WriteStartObject();
        _json.WriteNumber("frame_number", result.FrameNumber);
        switch (result.OutcomeCase)
        {
            case FrameResult.OutcomeOneofCase.Segmentation:
                Write(result.Segmentation, result.Times);
                break;
            case FrameResult.OutcomeOneofCase.Drop:
                _json.WriteBoolean("dropped", true);
                Write(result.Times);
                break;
            default:
                Write(result.Error);
                Write(result.Times);
                break;
        }

        _json.WriteEndObject();
        await _json.FlushAsync();
        _line.Write("\n"u8);
        await _file.WriteAsync(_line.WrittenMemory);
        _line.ResetWrittenCount();
        _json.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _json.DisposeAsync();
        await _file.DisposeAsync();
    }

    private void Write(Segmentation segmentation, FrameTimes times)
    {
        _json.WriteBoolean("keyframe", segmentation.Keyframe);
        _json.WriteString("keyframe_reason", segmentation.Keyframe ? KeyframeReasonNames.Of(segmentation.KeyframeReason) : null);
        Write(times);
        _json.WriteStartArray("segments");
        foreach (var segment in segmentation.Segments)
        {
            Write(segment);
        }

        _json.WriteEndArray();
        if (!segmentation.LabelMap.IsEmpty)
        {
            _json.WriteBase64String("label_map", segmentation.LabelMap.Span);
        }
    }

    private void Write(Segment segment)
    {
        _json.WriteStartObject();
        _json.WriteNumber("segment_id", segment.SegmentId);
        if (segment.HasTrackId)
        {
            _json.WriteNumber("track_id", segment.TrackId);
        }
        else
        {
            _json.WriteNull("track_id");
        }

        _json.WriteString("category", _names.GetValueOrDefault(segment.CategoryId));
        _json.WriteNumber("category_id", segment.CategoryId);
        _json.WriteBoolean("is_thing", segment.IsThing);
        _json.WriteNumber("score", segment.Score);
        WriteArray("box", [segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height]);
        _json.WriteNumber("area", segment.Area);
        switch (segment.MaskCase)
        {
            case Segment.MaskOneofCase.Rle:
                _json.WriteStartObject("rle");
                WriteArray("size", [segment.Rle.Height, segment.Rle.Width]);
                _json.WriteString("counts", segment.Rle.Counts);
                _json.WriteEndObject();
                break;
            case Segment.MaskOneofCase.Polygons:
                Write(segment.Polygons);
                break;
        }

        _json.WriteEndObject();
    }

    private void Write(PolygonMask polygons)
    {
        _json.WriteStartArray("polygons");
        foreach (var ring in polygons.Rings)
        {
            _json.WriteStartObject();
            _json.WriteBoolean("hole", ring.Hole);
            _json.WriteStartArray("points");
            foreach (var coordinate in ring.Points)
            {
                _json.WriteNumberValue(coordinate);
            }

            _json.WriteEndArray();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Write(FrameError error)
    {
        _json.WriteStartObject("error");
        _json.WriteString("code", error.Reason);
        _json.WriteString("message", error.Message);
        _json.WriteEndObject();
    }

    private void Write(FrameTimes times)
    {
        _json.WriteStartObject("times_ms");
        Station("queued", times.Queued);
        Station("decoded", times.Decoded);
        Station("inferred", times.Inferred);
        Station("done", times.Done);
        _json.WriteEndObject();

        void Station(string name, Timestamp? passed)
        {
            if (passed is not null)
            {
                _json.WriteNumber(name, Math.Round((passed.ToDateTime() - times.Received.ToDateTime()).TotalMilliseconds, 3));
            }
        }
    }

    private void WriteArray(string name, ReadOnlySpan<uint> values)
    {
        _json.WriteStartArray(name);
        foreach (var value in values)
        {
            _json.WriteNumberValue(value);
        }

        _json.WriteEndArray();
    }
}
