namespace VideoSeg.Vision;

/// <summary>The shape of a pixel: how many units wide it is shown for so many units of height. 1:1 is square.</summary>
public readonly record struct PixelAspect(int Width, int Height)
{
    public static PixelAspect Square { get; } = new(1, 1);

    public override string ToString() => $"{Width}/{Height}";
}
