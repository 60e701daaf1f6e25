using VideoSeg.Inference.Streams;
using VideoSeg.Streaming.Records;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Streaming.Previews;

/// <summary>Makes the previews of one stream: each size once, at the highest rate that any subscriber asks for. Used by the decode loop alone.</summary>
/// <param name="stream">The stream.</param>
/// <param name="demand">What subscribers ask for.</param>
/// <param name="quality">The JPEG quality, 1 to 100.</param>
/// <param name="encoding">Encodes the previews.</param>
/// <param name="time">The clock.</param>
internal sealed class StreamPreviews(StreamDescription stream, PreviewDemand demand, int quality, IResultEncoding encoding, TimeProvider time)
{
    private readonly Dictionary<int, PreviewPace> _paces = [];
    private readonly long _start = time.GetTimestamp();

    /// <summary>The previews of a frame that was just decoded; mostly none.</summary>
    /// <param name="frameNumber">The frame's number.</param>
    /// <param name="frame">Borrowed.</param>
    /// <exception cref="FrameException">The picture turned out to be broken when all of it was decoded.</exception>
    public IReadOnlyList<LoggedPreview> Make(ulong frameNumber, AnalyzedFrame frame)
    {
        var asked = demand.All;
        if (asked.Count == 0)
        {
            return [];
        }

        var now = time.GetElapsedTime(_start);
        var made = new Dictionary<PixelSize, ReadOnlyMemory<byte>>();
        var previews = new List<LoggedPreview>();
        foreach (var side in asked.Where(d => stream.IsVisibleTo(d.Caller) && d.Pattern.Matches(stream.StreamId)).GroupBy(d => d.Request.MaxSide, d => d.Request.Interval))
        {
            if (!PaceOf(side.Key).Take(now, side.Min()))
            {
                continue;
            }

            var size = frame.Size.Within(side.Key);
            if (!made.TryGetValue(size, out var encoded))
            {
                made[size] = encoded = encoding.Encode(stream.StreamId, frameNumber, frame.Preview(size, quality));
            }

            previews.Add(new LoggedPreview(side.Key, encoded));
        }

        return previews;
    }

    private PreviewPace PaceOf(int side) => _paces.TryGetValue(side, out var pace) ? pace : _paces[side] = new PreviewPace();
}
