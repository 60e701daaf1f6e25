namespace VideoSeg.Vision.Predictions;

/// <summary>The instances that a network detects in one frame. Borrowed.</summary>
public readonly ref struct DetectedInstances
{
    /// <summary>N.</summary>
    public required int Count { get; init; }

    /// <summary>[N,T] probabilities 0 to 1, T in the order of the model's thing classes.</summary>
    public required ReadOnlySpan<float> Scores { get; init; }

    /// <summary>[N,4]: x0, y0, x1, y1 in pixels of the network's input.</summary>
    public required ReadOnlySpan<float> Boxes { get; init; }

    /// <summary>[N,E], each row of length 1. Empty: the model has no embedding.</summary>
    public ReadOnlySpan<float> Embeddings { get; init; }

    /// <summary>The masks of all instances.</summary>
    public required MaskSource Masks { get; init; }

    /// <summary>Whether the network detects no instances at all; one that does may still find none in a frame.</summary>
    public bool IsEmpty => Masks.IsEmpty;
}
