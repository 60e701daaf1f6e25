using System.Buffers;
using OpenCvSharp;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Masks;

/// <summary>Writes run lengths. COCO goes column by column: pixels are transposed once, then runs are found by vectorised search.</summary>
public static class RleEncoder
{
    /// <summary>The masks of all segments of a map in one pass over it: segment i + 1 is at index i.</summary>
    public static unsafe IReadOnlyList<RleMask> Encode(PanopticMap map)
    {
        var pixels = (int)map.Size.Pixels;
        var columns = ArrayPool<ushort>.Shared.Rent(pixels);
        try
        {
            fixed (ushort* source = map.Labels, target = columns)
            {
                Transpose(map.Size, MatType.CV_16UC1, (nint)source, (nint)target);
            }

            return Encode(map.Size, columns.AsSpan(0, pixels), map.Segments.Count);
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(columns);
        }
    }

    internal static unsafe RleMask Encode(PixelSize size, ReadOnlySpan<byte> mask)
    {
        if (mask.Length != size.Pixels || mask.IsEmpty)
        {
            throw new ArgumentException($"A mask of {size} has {size.Pixels} pixels, at least 1; {mask.Length} were given.", nameof(mask));
        }

        var columns = ArrayPool<byte>.Shared.Rent(mask.Length);
        try
        {
            fixed (byte* source = mask, target = columns)
            {
                Transpose(size, MatType.CV_8UC1, (nint)source, (nint)target);
            }

            var writer = new RleWriter(size);
            var at = 0;
            while (columns.AsSpan(at, mask.Length - at).IndexOfAnyExcept((byte)0) is >= 0 and var gap)
            {
                var run = columns.AsSpan(at + gap, mask.Length - at - gap);
                var length = run.IndexOf((byte)0) is >= 0 and var found ? found : run.Length;
                writer.AddRun(at + gap, length);
                at += gap + length;
            }

            return writer.Finish();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(columns);
        }
    }

    /// <summary>A mask that is known in a box and empty around it.</summary>
    /// <param name="size">The size of the mask.</param>
    /// <param name="box">Inside the mask.</param>
    /// <param name="pixels">Those of the box, row by row; what is not 0 is set.</param>
    internal static RleMask Encode(PixelSize size, PixelBox box, ReadOnlySpan<byte> pixels)
    {
        var writer = new RleWriter(size);
        var (start, length) = (0L, 0L);
        for (var x = 0; x < box.Width; x++)
        {
            var column = ((long)(box.X + x) * size.Height) + box.Y;
            for (var y = 0; y < box.Height; y++)
            {
                if (pixels[(y * box.Width) + x] == 0)
                {
                    continue;
                }

                if (start + length != column + y || length == 0)
                {
                    AddRun(writer, start, length);
                    (start, length) = (column + y, 0);
                }

                length++;
            }
        }

        AddRun(writer, start, length);
        return writer.Finish();

        static void AddRun(RleWriter writer, long start, long length)
        {
            if (length > 0)
            {
                writer.AddRun(start, length);
            }
        }
    }

    private static RleMask[] Encode(PixelSize size, ReadOnlySpan<ushort> columns, int segments)
    {
        var writers = new RleWriter[segments];
        for (var i = 0; i < segments; i++)
        {
            writers[i] = new RleWriter(size);
        }

        var at = 0;
        while (at < columns.Length)
        {
            var label = columns[at];
            var length = columns[at..].IndexOfAnyExcept(label) is >= 0 and var found ? found : columns.Length - at;
            if (label != 0)
            {
                writers[label - 1].AddRun(at, length);
            }

            at += length;
        }

        return Array.ConvertAll(writers, writer => writer.Finish());
    }

    private static void Transpose(PixelSize size, MatType type, nint source, nint target)
    {
        using var rows = Mat.FromPixelData(size.Height, size.Width, type, source);
        using var columns = Mat.FromPixelData(size.Width, size.Height, type, target);
        Cv2.Transpose(rows, columns);
    }
}
