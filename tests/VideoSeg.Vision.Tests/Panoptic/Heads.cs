using VideoSeg.Vision.Predictions;

namespace VideoSeg.Vision.Tests.Panoptic;

/// <summary>A prediction that owns its arrays, of a network whose input has four pixels a cell.</summary>
internal sealed record Heads(int Width, int Height, float[] Semantic, float[] Prototypes, float[] Scores, float[] Boxes, float[] Coefficients)
{
    public float[] Embeddings { get; init; } = [];

    /// <summary>Where the frame lies in the input, in its pixels.</summary>
    public PixelBox FrameArea { get; init; } = new(0, 0, 4 * Width, 4 * Height);

    public Prediction Borrow() => new()
    {
        Input = new PixelSize(4 * Width, 4 * Height),
        FrameArea = FrameArea,
        Semantic = new SemanticLogits { Grid = new PixelSize(Width, Height), Values = Semantic },
        Instances = new DetectedInstances
        {
            Count = Boxes.Length / 4,
            Scores = Scores,
            Boxes = Boxes,
            Embeddings = Embeddings,
            Masks = Prototypes.Length == 0 ? default : new MaskSource { Grid = new PixelSize(Width, Height), Prototypes = Prototypes, Coefficients = Coefficients },
        },
    };
}
