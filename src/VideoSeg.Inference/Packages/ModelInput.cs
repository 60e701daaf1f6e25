namespace VideoSeg.Inference.Packages;

/// <summary>What a network takes. A graph whose image is uint8 [B,H,W,3] normalises by itself; for float32 [B,3,H,W] the value is (byte - mean) * scale.</summary>
public sealed record ModelInput
{
    /// <summary>In pixels, 32 to 4096.</summary>
    public required int Width { get; init; }

    /// <summary>In pixels, 32 to 4096.</summary>
    public required int Height { get; init; }

    public ColourOrder Colour { get; init; }

    public FrameFit Fit { get; init; }

    /// <summary>Of each channel, in the order of <see cref="Colour"/>, 0 to 255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [0, 0, 0];

    /// <summary>Of each channel, in the order of <see cref="Colour"/>.</summary>
    public IReadOnlyList<float> Scale { get; init; } = [1, 1, 1];
}
