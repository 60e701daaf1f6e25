using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Lines;
using VideoSeg.Vision.Masks;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Cli.Results;

/// <summary>Results as JSON Lines, one object a frame.</summary>
internal sealed class ResultLines : IAsyncDisposable
{
    private readonly Stream _output;
    private readonly ResultLineWriter _lines;
    private readonly Dictionary<uint, string> _names;
    private readonly Dictionary<string, Dictionary<uint, string>> _namesOfStreams = [];

    /// <param name="output">Taken over.</param>
    /// <param name="categories">Of the streams that <see cref="Know"/> is not told of.</param>
    public ResultLines(Stream output, params IEnumerable<Category> categories)
    {
        _output = output;
        _lines = new ResultLineWriter(output);
        _names = NamesOf(categories);
    }

    /// <summary>Says what a stream's categories are, before its results come.</summary>
    public void Know(string streamId, IEnumerable<Category> categories) => _namesOfStreams[streamId] = NamesOf(categories);

    /// <summary>A line of what is no result.</summary>
    /// <param name="note">Its properties.</param>
    public void WriteNote(object note) => _output.Write([.. JsonSerializer.SerializeToUtf8Bytes(note), (byte)'\n']);

    public void Write(FrameResult result) => _lines.Write(new ResultLine
    {
        StreamId = result.StreamId,
        Sequence = result.Sequence,
        FrameNumber = result.FrameNumber,
        KeyframeReason = result.Segmentation is { Keyframe: true, KeyframeReason: var reason } ? KeyframeReasonNames.Of(reason) : null,
        Times = [.. TimesOf(result.Times)],
        Segments = result.Segmentation is { Segments: var segments } ? [.. segments.Select(s => LineOf(s, NamesOf(result.StreamId)))] : null,
        LabelMap = result.Segmentation?.LabelMap.Memory ?? default,
        Events = [.. result.Events.Select(e => LineOf(e, NamesOf(result.StreamId)))],
        Error = result.Error is { } error ? (error.Reason, error.Message) : null,
    });

    public async ValueTask DisposeAsync()
    {
        _lines.Dispose();
        await _output.DisposeAsync();
    }

    private Dictionary<uint, string> NamesOf(string streamId) => _namesOfStreams.GetValueOrDefault(streamId, _names);

    private static ResultLine.VideoEvent LineOf(VideoEvent told, Dictionary<uint, string> names) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(told.Kind.ToString()),
        told.Place,
        told.HasCategoryId ? names.GetValueOrDefault(told.CategoryId) : null,
        told.HasTrackId ? checked((long)told.TrackId) : null,
        told.HasCount ? checked((int)told.Count) : null);

    private static ResultLine.Segment LineOf(Segment segment, Dictionary<uint, string> names) => new()
    {
        SegmentId = segment.SegmentId,
        TrackId = segment.HasTrackId ? checked((long)segment.TrackId) : null,
        Category = names.GetValueOrDefault(segment.CategoryId),
        CategoryId = checked((int)segment.CategoryId),
        IsThing = segment.IsThing,
        Score = segment.Score,
        Box = new PixelBox((int)segment.Box.X, (int)segment.Box.Y, (int)segment.Box.Width, (int)segment.Box.Height),
        Area = segment.Area,
        Rle = segment.Rle is { } rle ? new RleMask(new PixelSize((int)rle.Width, (int)rle.Height), rle.Counts) : null,
        Polygons = segment.Polygons is { Rings: var rings } ? [.. rings.Select(ring => new PolygonRing(ring.Points, ring.Hole))] : null,
    };

    private static Dictionary<uint, string> NamesOf(IEnumerable<Category> categories) => categories.ToDictionary(c => c.CategoryId, c => c.Name);

    private static IEnumerable<(string Station, TimeSpan Passed)> TimesOf(FrameTimes times)
    {
        (string Name, Timestamp? Passed)[] stations =
            [("queued", times.Queued), ("decoded", times.Decoded), ("inferred", times.Inferred), ("done", times.Done)];
        return from station in stations
               where station.Passed is not null
               select (station.Name, station.Passed.ToDateTime() - times.Received.ToDateTime());
    }
}
