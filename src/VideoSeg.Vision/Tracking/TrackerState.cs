namespace VideoSeg.Vision.Tracking;

/// <summary>All that a <see cref="Tracker"/> remembers: a tracker that begins with it goes on as the one that it was taken from would have.</summary>
/// <param name="LastId">The last id that was given.</param>
/// <param name="Tracks">In the tracker's own order, on which ties depend.</param>
public sealed record TrackerState(long LastId, IReadOnlyList<TrackerState.Entry> Tracks)
{
    /// <summary>One track. Box, velocity (a frame) and what it moved since its last fresh detection are in fractions of the picture.</summary>
    public sealed record Entry(
        long Id,
        int CategoryId,
        double CentreX,
        double CentreY,
        double Width,
        double Height,
        double VelocityX,
        double VelocityY,
        float[] Embedding,
        bool SeenTwice,
        int Age,
        double MovedX,
        double MovedY,
        int FramesMoved);
}
