namespace VideoSeg.Inference.Packages;

/// <summary>The order of a picture's channels.</summary>
public enum ColourOrder
{
    Rgb,
    Bgr,
}
