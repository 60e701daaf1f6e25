namespace VideoSeg.Inference.Packages.Inputs;

/// <summary>The order of an image tensor's dimensions.</summary>
public enum ImageLayout
{
    /// <summary>[B,3,H,W].</summary>
    Nchw,

    /// <summary>[B,H,W,3].</summary>
    Nhwc,

    /// <summary>[3,H,W], without a batch.</summary>
    Chw,

    /// <summary>[H,W,3], without a batch.</summary>
    Hwc,
}
