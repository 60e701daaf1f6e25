namespace VideoSeg.Vision.Instances;

/// <summary>Where a thing that was just seen is expected now.</summary>
/// <param name="CategoryId">What it is.</param>
/// <param name="Box">In pixels of the frame; parts of it may lie outside.</param>
public readonly record struct ExpectedThing(int CategoryId, PixelBox Box);
