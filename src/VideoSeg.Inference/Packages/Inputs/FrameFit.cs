namespace VideoSeg.Inference.Packages.Inputs;

/// <summary>How a frame of another shape is brought to the network's input.</summary>
public enum FrameFit
{
    /// <summary>Width and height are scaled each by its own factor.</summary>
    Stretch,

    /// <summary>Scaled as a whole to fit; the rest is filled.</summary>
    Letterbox,
}
