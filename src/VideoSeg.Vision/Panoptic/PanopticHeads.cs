namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// What a network says of one frame, all row-major float32 and borrowed from whoever ran the network.
/// Grids of <see cref="GridWidth"/> x <see cref="GridHeight"/> cells cover the whole input; the centre of cell (i, j) lies at
/// ((i + 0.5) / GridWidth, (j + 0.5) / GridHeight) of it (half-pixel convention). The frame covers <see cref="FrameArea"/> of the input. Either half may be empty: a network
/// may have the semantic head alone, or the instance heads alone.
/// </summary>
public readonly ref struct PanopticHeads
{
    public required int GridWidth { get; init; }

    public required int GridHeight { get; init; }

    /// <summary>The network's input, in whose pixels <see cref="Boxes"/> are.</summary>
    public required PixelSize Input { get; init; }

    /// <summary>Where the frame lies in the input, in its pixels: all of it when frames are stretched, less when they are letterboxed.</summary>
    public required PixelBox FrameArea { get; init; }

    /// <summary>[C,h,w] logits of the channels that the model's categories read (<see cref="ClassChannels"/>). Empty: no semantic head.</summary>
    public ReadOnlySpan<float> Semantic { get; init; }

    /// <summary>[K,h,w]; a mask's logit = the sum over k of coefficient x prototype (YOLACT).</summary>
    public ReadOnlySpan<float> Prototypes { get; init; }

    /// <summary>[N,T] probabilities 0..1, T in the order of the model's thing categories. Empty: no instance heads.</summary>
    public ReadOnlySpan<float> Scores { get; init; }

    /// <summary>[N,4]: x0, y0, x1, y1 in pixels of the network's input.</summary>
    public ReadOnlySpan<float> Boxes { get; init; }

    /// <summary>[N,K].</summary>
    public ReadOnlySpan<float> Coefficients { get; init; }

    /// <summary>[N,E], each row of length 1. Empty: the model has no embedding.</summary>
    public ReadOnlySpan<float> Embeddings { get; init; }

    /// <summary>N.</summary>
    public int Detections { get; init; }
}
