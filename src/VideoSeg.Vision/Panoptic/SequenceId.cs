namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// Ids for label maps of a video: a tracked segment has one through all frames, and so has each stuff category; a thing without a track has
/// one that holds in its frame only.
/// </summary>
public static class SequenceId
{
    /// <returns>Above 0. Three kinds that never meet.</returns>
    /// <exception cref="OverflowException">The track's number is past 715 million.</exception>
    public static int Of(Category category, long? trackId, int segmentId) =>
        checked((int)(3 + (trackId is { } track ? 3 * track : category.IsThing ? (3L * segmentId) + 1 : (3L * category.Id) + 2)));
}
