namespace VideoSeg.Inference.Packages.Inputs;

/// <summary>Where a letterboxed frame lies in the network's input.</summary>
public enum FrameAnchor
{
    /// <summary>In the middle; what is left over is on both sides.</summary>
    Centre,

    /// <summary>In the corner; what is left over is on the right or at the bottom.</summary>
    TopLeft,
}
