using Google.Protobuf;
using VideoSeg.Streaming.Records;
using VideoSeg.V1;

namespace VideoSeg.Server.Grpc.Results;

/// <summary>
/// Results with less in them, for subscribers that asked for less. The last ones are cached, because subscribers with the same filter read at about the
/// same time: each filter costs one encoding of a result, however many subscribers have it.
/// </summary>
internal sealed class FilteredResults
{
    private const int Kept = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<(ulong Sequence, FilterKey Filter), ReadOnlyMemory<byte>> _results = [];
    private readonly Queue<(ulong Sequence, FilterKey Filter)> _oldestFirst = [];

    /// <summary>The bytes of the filtered result, without its sequence.</summary>
    /// <param name="result">A result of the log.</param>
    /// <param name="filter">What to keep.</param>
    public ReadOnlyMemory<byte> Get(LoggedResult result, FilterKey filter)
    {
        var key = (result.Sequence, filter);
        lock (_gate)
        {
            if (_results.TryGetValue(key, out var kept))
            {
                return kept;
            }
        }

        var filtered = Filter(result, filter.Filter);
        lock (_gate)
        {
            if (_results.TryAdd(key, filtered))
            {
                _oldestFirst.Enqueue(key);
            }

            if (_oldestFirst.Count > Kept)
            {
                _results.Remove(_oldestFirst.Dequeue());
            }
        }

        return filtered;
    }

    private static byte[] Filter(LoggedResult result, ResultFilter filter)
    {
        var message = FrameResult.Parser.ParseFrom(result.Encoded.Span);
        if (message.Segmentation is not { } segmentation)
        {
            return message.ToByteArray();
        }

        var categories = result.Stream.Categories.Where(c => filter.Categories.Contains(c.Name)).Select(c => (uint)c.Id).ToHashSet();
        var segments = segmentation.Segments.Where(s =>
            !filter.EventsOnly
            && s.Score >= filter.MinimumScore
            && (s.IsThing || !filter.ThingsOnly)
            && (filter.Categories.Count == 0 || categories.Contains(s.CategoryId))).ToList();
        segmentation.Segments.Clear();
        segmentation.Segments.AddRange(segments);
        if (filter.WithoutMasks || filter.EventsOnly)
        {
            segmentation.LabelMap = ByteString.Empty;
            segmentation.SemanticMap = ByteString.Empty;
            foreach (var segment in segments)
            {
                segment.ClearMask();
            }
        }

        return message.ToByteArray();
    }
}
