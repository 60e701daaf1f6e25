using System.Buffers;

namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// A frame in which each pixel carries the id of its segment; 0 is void. Row-major, in pixels of the frame as sent.
/// The one who holds it disposes it: its labels go back to a pool.
/// </summary>
public sealed class PanopticMap : IDisposable
{
    private ushort[]? _labels;

    /// <summary>Takes an empty (all void) map of <paramref name="size"/> from the pool.</summary>
    public PanopticMap(PixelSize size)
    {
        Size = size;
        _labels = ArrayPool<ushort>.Shared.Rent(checked((int)size.Pixels));
        Labels.Clear();
    }

    public PixelSize Size { get; }

    /// <summary>[height, width] segment ids.</summary>
    public Span<ushort> Labels => (_labels ?? throw new ObjectDisposedException(nameof(PanopticMap))).AsSpan(0, (int)Size.Pixels);

    /// <summary>In the order of their ids: segment i + 1 is at index i.</summary>
    public IReadOnlyList<PanopticSegment> Segments { get; set; } = [];

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _labels, null) is { } labels)
        {
            ArrayPool<ushort>.Shared.Return(labels);
        }
    }
}
