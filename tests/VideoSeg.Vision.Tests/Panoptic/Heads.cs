using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tests.Panoptic;

/// <summary>Heads that own their arrays, of a network whose input has four pixels a cell.</summary>
internal sealed record Heads(int Width, int Height, float[] Semantic, float[] Prototypes, float[] Scores, float[] Boxes, float[] Coefficients)
{
    public float[] Embeddings { get; init; } = [];

    /// <summary>Where the frame lies in the input, in its pixels.</summary>
    public PixelBox FrameArea { get; init; } = new(0, 0, 4 * Width, 4 * Height);

    public PanopticHeads Borrow() => new()
    {
        GridWidth = Width,
        GridHeight = Height,
        Input = new PixelSize(4 * Width, 4 * Height),
        FrameArea = FrameArea,
        Semantic = Semantic,
        Prototypes = Prototypes,
        Scores = Scores,
        Boxes = Boxes,
        Coefficients = Coefficients,
        Embeddings = Embeddings,
        Detections = Boxes.Length / 4,
    };
}
