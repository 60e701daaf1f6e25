using System.Text.Json;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Lines;
using VideoSeg.Vision.Masks;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Cli.Results;

/// <summary>Writes results as JSON Lines, one object per frame.</summary>
internal sealed class ResultLines : IAsyncDisposable
{
    private readonly Stream _output;
    private readonly ResultLineWriter _lines;
    private readonly Dictionary<uint, string> _names;
    private readonly Dictionary<string, Dictionary<uint, string>> _namesOfStreams = [];

    /// <param name="output">The stream to write to; this object disposes it.</param>
    /// <param name="categories">The categories of streams without a call of <see cref="SetCategories"/>.</param>
    public ResultLines(Stream output, params IEnumerable<Category> categories)
    {
        _output = output;
        _lines = new ResultLineWriter(output);
        _names = NamesOf(categories);
    }

    /// <summary>Sets the categories of a stream; call it before writing the stream's results.</summary>
    public void SetCategories(string streamId, IEnumerable<Category> categories) => _namesOfStreams[streamId] = NamesOf(categories);

    /// <summary>Writes a line that is not a result.</summary>
    /// <param name="note">An object with the properties of the line.</param>
    public void WriteNote(object note) => _output.Write([.. JsonSerializer.SerializeToUtf8Bytes(note), (byte)'\n']);

    /// <param name="result">The result.</param>
    /// <param name="file">The name of the frame's picture file, or <see langword="null"/>.</param>
    public void Write(FrameResult result, string? file = null) => _lines.Write(new ResultLine
    {
        StreamId = result.StreamId,
        Sequence = result.Sequence,
        FrameNumber = result.FrameNumber,
        File = file,
        Time = result.PresentationTime,
        KeyframeReason = result.Segmentation?.KeyframeReason is { } reason ? KeyframeReasonNames.Of(reason) : null,
        Times = [.. TimesOf(result.Times)],
        Segments = result.Segmentation is { Segments: var segments } ? [.. segments.Select(s => LineOf(s, NamesOf(result.StreamId)))] : null,
        LabelMap = result.Segmentation?.LabelMap ?? default,
        Events = [.. result.Events.Select(e => LineOf(e, NamesOf(result.StreamId)))],
        Error = result.Error is { } error ? (error.Reason, error.Message) : null,
    });

    public async ValueTask DisposeAsync()
    {
        _lines.Dispose();
        await _output.DisposeAsync();
    }

    private Dictionary<uint, string> NamesOf(string streamId) => _namesOfStreams.GetValueOrDefault(streamId, _names);

    private static ResultLine.VideoEvent LineOf(VideoEvent videoEvent, Dictionary<uint, string> names) => new(
        JsonNamingPolicy.SnakeCaseLower.ConvertName(videoEvent.Kind.ToString()),
        videoEvent.Place,
        videoEvent.CategoryId is { } category ? names.GetValueOrDefault(category) : null,
        checked((long?)videoEvent.TrackId),
        checked((int?)videoEvent.Count));

    private static ResultLine.Segment LineOf(Segment segment, Dictionary<uint, string> names) => new()
    {
        SegmentId = segment.SegmentId,
        TrackId = checked((long?)segment.TrackId),
        Category = names.GetValueOrDefault(segment.CategoryId),
        CategoryId = checked((int)segment.CategoryId),
        IsThing = segment.IsThing,
        Score = segment.Score,
        Box = new PixelBox(segment.Box.X, segment.Box.Y, segment.Box.Width, segment.Box.Height),
        Area = segment.Area,
        Rle = segment.Rle is { } rle ? new RleMask(new PixelSize(rle.Width, rle.Height), rle.Counts) : null,
        Polygons = segment.Polygons is { } rings ? [.. rings.Select(ring => new PolygonRing(ring.Points, ring.IsHole))] : null,
    };

    private static Dictionary<uint, string> NamesOf(IEnumerable<Category> categories) => categories.ToDictionary(c => c.CategoryId, c => c.Name);

    private static IEnumerable<(string Stage, TimeSpan Passed)> TimesOf(FrameTimes times)
    {
        (string Name, DateTimeOffset? Passed)[] stages =
            [("queued", times.Queued), ("decoded", times.Decoded), ("inferred", times.Inferred), ("done", times.Done)];
        return from stage in stages
               where stage.Passed is not null
               select (stage.Name, stage.Passed!.Value - times.Received);
    }
}
