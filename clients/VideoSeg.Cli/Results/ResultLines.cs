using Google.Protobuf.WellKnownTypes;
using VideoSeg.V1;
using VideoSeg.Vision;
using VideoSeg.Vision.Lines;
using VideoSeg.Vision.Masks;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Cli.Results;

/// <summary>A file of results as JSON Lines, one object a frame.</summary>
internal sealed class ResultLines : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly ResultLineWriter _lines;
    private readonly Dictionary<uint, string> _names;

    /// <param name="path">Written anew; its folder is made when it is not there.</param>
    /// <param name="categories">As the stream's start named them.</param>
    public ResultLines(string path, IEnumerable<Category> categories)
    {
        _file = OutputFile.Create(path);
        _lines = new ResultLineWriter(_file);
        _names = categories.ToDictionary(c => c.CategoryId, c => c.Name);
    }

    public void Write(FrameResult result) => _lines.Write(new ResultLine
    {
        FrameNumber = result.FrameNumber,
        KeyframeReason = result.Segmentation is { Keyframe: true, KeyframeReason: var reason } ? KeyframeReasonNames.Of(reason) : null,
        Times = [.. TimesOf(result.Times)],
        Segments = result.Segmentation is { Segments: var segments } ? [.. segments.Select(LineOf)] : null,
        LabelMap = result.Segmentation?.LabelMap.Memory ?? default,
        Error = result.Error is { } error ? (error.Reason, error.Message) : null,
    });

    public async ValueTask DisposeAsync()
    {
        _lines.Dispose();
        await _file.DisposeAsync();
    }

    private ResultLine.Segment LineOf(Segment segment) => new()
    {
        SegmentId = segment.SegmentId,
        TrackId = segment.HasTrackId ? checked((long)segment.TrackId) : null,
        Category = _names.GetValueOrDefault(segment.CategoryId),
        CategoryId = checked((int)segment.CategoryId),
        IsThing = segment.IsThing,
        Score = segment.Score,
        Box = new PixelBox((int)segment.Box.X, (int)segment.Box.Y, (int)segment.Box.Width, (int)segment.Box.Height),
        Area = segment.Area,
        Rle = segment.Rle is { } rle ? new RleMask(new PixelSize((int)rle.Width, (int)rle.Height), rle.Counts) : null,
        Polygons = segment.Polygons is { Rings: var rings } ? [.. rings.Select(ring => new PolygonRing(ring.Points, ring.Hole))] : null,
    };

    private static IEnumerable<(string Station, TimeSpan Passed)> TimesOf(FrameTimes times)
    {
        (string Name, Timestamp? Passed)[] stations =
            [("queued", times.Queued), ("decoded", times.Decoded), ("inferred", times.Inferred), ("done", times.Done)];
        return from station in stations
               where station.Passed is not null
               select (station.Name, station.Passed.ToDateTime() - times.Received.ToDateTime());
    }
}
