namespace VideoSeg.Client;

/// <summary>A decoded mask: one byte a pixel, 1 where the mask is set, else 0.</summary>
public sealed class Bitmask
{
    internal Bitmask(int width, int height, byte[] pixels) => (Width, Height, Pixels) = (width, height, pixels);

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>[Height, Width], row by row from the top.</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>Whether a pixel belongs to the mask.</summary>
    /// <param name="x">From the left, 0 to Width - 1.</param>
    /// <param name="y">From the top, 0 to Height - 1.</param>
    public bool this[int x, int y] => (uint)x < (uint)Width
        ? Pixels.Span[(y * Width) + x] != 0
        : throw new ArgumentOutOfRangeException(nameof(x), x, $"x must be 0 to {Width - 1}.");
}
