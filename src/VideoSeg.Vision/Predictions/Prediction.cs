namespace VideoSeg.Vision.Predictions;

/// <summary>
/// What a network predicts of one frame, in parts. All values are row-major float32 and borrowed from whoever ran the network. A network may give
/// the semantic part alone, or the instances alone; the other one is empty then.
/// </summary>
public readonly ref struct Prediction
{
    /// <summary>The size of the network's input, which the grids of all parts cover as a whole.</summary>
    public required PixelSize Input { get; init; }

    /// <summary>Where the frame lies in the input, in its pixels: all of it when frames are stretched, less when they are letterboxed.</summary>
    public required PixelBox FrameArea { get; init; }

    public SemanticLogits Semantic { get; init; }

    public DetectedInstances Instances { get; init; }

    /// <summary>
    /// The size in cells of the grid of semantic logits and masks. The centre of cell (i, j) lies at ((i + 0.5) / width, (j + 0.5) / height) of the input (half-pixel
    /// convention).
    /// </summary>
    public PixelSize Grid => Semantic.IsEmpty ? Instances.Masks.Grid : Semantic.Grid;
}
