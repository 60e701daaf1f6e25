using VideoSeg.Vision;

namespace VideoSeg.Inference.Packages.Inputs;

/// <summary>What a network takes. An image of bytes is normalised by the graph itself; for floats the value is (byte - mean) * scale.</summary>
public sealed record ModelInput
{
    public const int LeastSide = 32;

    public const int MostSide = 4096;

    /// <summary>In pixels, 32 to 4096. In a model.json it may be missing where the graph fixes it; in a package that is loaded it is there.</summary>
    public required int Width { get; init; }

    /// <summary>In pixels, 32 to 4096; see <see cref="Width"/>.</summary>
    public required int Height { get; init; }

    /// <summary>The graph's input that gets the image; null: `image`, or the only input that can be one.</summary>
    public string? Name { get; init; }

    /// <summary>The order of the image's dimensions; null: as its shape says.</summary>
    public ImageLayout? Layout { get; init; }

    /// <summary>Inputs that always get the same numbers, by name: one number for all elements, or one for each.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<double>> Constants { get; init; } = new Dictionary<string, IReadOnlyList<double>>();

    public ColourOrder Colour { get; init; }

    public FrameFit Fit { get; init; }

    /// <summary>Where a letterboxed frame lies.</summary>
    public FrameAnchor Anchor { get; init; }

    /// <summary>What a letterbox is filled with: red, green, blue, 0 to 255 each.</summary>
    public IReadOnlyList<byte> Pad { get; init; } = [114, 114, 114];

    /// <summary>What is subtracted from the bytes of each channel, in the order of <see cref="Colour"/>, 0 to 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>What the difference is multiplied by for each channel, in the order of <see cref="Colour"/>.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [1, 1, 1];

    internal PixelSize Size => new(Width, Height);

    /// <summary>Where a frame of <paramref name="frame"/> lies in the input, in its pixels.</summary>
    internal PixelBox AreaOf(PixelSize frame)
    {
        if (Fit == FrameFit.Stretch)
        {
            return new PixelBox(0, 0, Width, Height);
        }

        double scale = Math.Min((double)Width / frame.Width, (double)Height / frame.Height);
        int width = Math.Clamp((int)Math.Round(frame.Width * scale), 1, Width);
        int height = Math.Clamp((int)Math.Round(frame.Height * scale), 1, Height);
        return Anchor == FrameAnchor.Centre ? new PixelBox((Width - width) / 2, (Height - height) / 2, width, height) : new PixelBox(0, 0, width, height);
    }

    /// <summary>
    /// Where a frame of <paramref name="frame"/> lies on a grid that covers the input: the nearest whole cells, one at least, for a frame that is
    /// far wider than high covers less than a row.
    /// </summary>
    internal PixelBox AreaOf(PixelSize frame, PixelSize grid)
    {
        var area = AreaOf(frame);
        var (left, right) = Cells(area.X, area.Right, Width, grid.Width);
        var (top, bottom) = Cells(area.Y, area.Bottom, Height, grid.Height);
        return new PixelBox(left, top, right - left, bottom - top);

        static (int From, int To) Cells(int from, int to, int pixels, int cells)
        {
            int first = Math.Min((int)Math.Round((double)from * cells / pixels), cells - 1);
            return (first, Math.Clamp((int)Math.Round((double)to * cells / pixels), first + 1, cells));
        }
    }
}
