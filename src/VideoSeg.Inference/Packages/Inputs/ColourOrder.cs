namespace VideoSeg.Inference.Packages.Inputs;

/// <summary>The order of a picture's channels.</summary>
public enum ColourOrder
{
    Rgb,
    Bgr,
}
