using System.Buffers;
using OpenCvSharp;

namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// A frame in which each pixel carries the id of its segment; 0 is void. Row-major, in pixels of the frame as sent.
/// Its holder disposes it, which returns the labels to a pool.
/// </summary>
public sealed class PanopticMap : IDisposable
{
    /// <summary>OpenCV's INTER_NEAREST_EXACT, which OpenCvSharp does not name: unlike INTER_NEAREST it looks at centres.</summary>
    private const InterpolationFlags NearestExact = (InterpolationFlags)6;

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

    /// <summary>
    /// A smaller map with the same segments, whose boxes and areas stay in pixels of this one: each pixel takes the label
    /// that lies at its centre, so a small segment may be left without any.
    /// </summary>
    /// <returns>The caller's to dispose.</returns>
    public unsafe PanopticMap Shrink(PixelSize size)
    {
        var small = new PanopticMap(size) { Segments = Segments };
        fixed (ushort* from = Labels, to = small.Labels)
        {
            using var source = Mat.FromPixelData(Size.Height, Size.Width, MatType.CV_16UC1, (nint)from);
            using var target = Mat.FromPixelData(size.Height, size.Width, MatType.CV_16UC1, (nint)to);
            Cv2.Resize(source, target, target.Size(), 0, 0, NearestExact);
        }

        return small;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _labels, null) is { } labels)
        {
            ArrayPool<ushort>.Shared.Return(labels);
        }
    }
}
