using System.Buffers;

namespace VideoSeg.Vision.Overlapping;

/// <summary>The pixels of one instance, known in a box and empty around it. Its holder disposes it, which returns the memory to a pool.</summary>
internal sealed class PixelMask : IDisposable
{
    private byte[]? _pixels;

    /// <summary>Takes an empty mask from the pool.</summary>
    public PixelMask(PixelBox box)
    {
        Box = box;
        _pixels = ArrayPool<byte>.Shared.Rent((int)box.Area);
        Pixels.Clear();
    }

    /// <summary>In pixels of the frame.</summary>
    public PixelBox Box { get; }

    /// <summary>[height, width] of the box: 1 where the instance is.</summary>
    public Span<byte> Pixels => (_pixels ?? throw new ObjectDisposedException(nameof(PixelMask))).AsSpan(0, (int)Box.Area);

    /// <summary>The smallest box around the pixels that are set, in pixels of the frame, and how many they are.</summary>
    public (PixelBox Box, int Area) Measure()
    {
        (int left, int top, int right, int bottom, int area) = (Box.Width, Box.Height, 0, 0, 0);
        for (int y = 0; y < Box.Height; y++)
        {
            ReadOnlySpan<byte> row = Pixels.Slice(y * Box.Width, Box.Width);
            int first = row.IndexOf((byte)1);
            if (first < 0)
            {
                continue;
            }

            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf((byte)1) + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
            area += row.Count((byte)1);
        }

        return area == 0 ? (default, 0) : (new PixelBox(Box.X + left, Box.Y + top, right - left, bottom - top), area);
    }

    /// <summary>The same mask in a frame of another size: each pixel is what lies at its centre.</summary>
    /// <param name="from">The size of this mask's frame.</param>
    /// <param name="to">The size of the other.</param>
    /// <returns>The caller's to dispose.</returns>
    public PixelMask Scale(PixelSize from, PixelSize to)
    {
        double columns = (double)to.Width / from.Width;
        double rows = (double)to.Height / from.Height;
        int left = (int)(Box.X * columns);
        int top = (int)(Box.Y * rows);
        var scaled = new PixelMask(new PixelBox(left, top, Math.Min((int)Math.Ceiling(Box.Right * columns), to.Width) - left, Math.Min((int)Math.Ceiling(Box.Bottom * rows), to.Height) - top));
        for (int y = 0; y < scaled.Box.Height; y++)
        {
            int row = (int)((top + y + 0.5) / rows) - Box.Y;
            for (int x = 0; x < scaled.Box.Width; x++)
            {
                int column = (int)((left + x + 0.5) / columns) - Box.X;
                bool isInside = (uint)row < (uint)Box.Height && (uint)column < (uint)Box.Width;
                scaled.Pixels[(y * scaled.Box.Width) + x] = isInside ? Pixels[(row * Box.Width) + column] : (byte)0;
            }
        }

        return scaled;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
        {
            ArrayPool<byte>.Shared.Return(pixels);
        }
    }
}
