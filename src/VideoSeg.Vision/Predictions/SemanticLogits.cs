namespace VideoSeg.Vision.Predictions;

/// <summary>The logits of the channels that the model's classes read, for each cell of a grid. Borrowed.</summary>
public readonly ref struct SemanticLogits
{
    /// <summary>w x h, in cells.</summary>
    public required PixelSize Grid { get; init; }

    /// <summary>[C,h,w].</summary>
    public required ReadOnlySpan<float> Values { get; init; }

    public bool IsEmpty => Values.IsEmpty;
}
