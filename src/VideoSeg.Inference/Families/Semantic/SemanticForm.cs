namespace VideoSeg.Inference.Families.Semantic;

/// <summary>What the output of a semantic network is.</summary>
internal enum SemanticForm
{
    /// <summary>[1,C,h,w]: a value for each class.</summary>
    ChannelsFirst,

    /// <summary>[1,h,w,C]: a value for each class.</summary>
    ChannelsLast,

    /// <summary>[1,1,h,w], [1,h,w] or [h,w] of float: a value for the only class, or for the second of two.</summary>
    Mask,

    /// <summary>[1,1,h,w], [1,h,w] or [h,w]: the number of a class.</summary>
    ClassMap,
}
