namespace VideoSeg.Inference.Inspection;

/// <summary>What a model finds in one picture, and how long it takes.</summary>
/// <param name="Detections">How many instances the network gives, of any score; null: it detects none.</param>
/// <param name="Scores">Their least and largest score.</param>
/// <param name="InsideShare">The share of their boxes that lie inside the input, 0 to 1.</param>
/// <param name="Segments">How many segments a stream would get, by the name of their class.</param>
/// <param name="KeyframeTime">Of one run of the whole network, with everything before and after it; the median.</param>
/// <param name="PropagatedTime">Of a frame between keyframes; null: the model can't reuse keyframes.</param>
public sealed record PictureCheck(
    int? Detections,
    (float Least, float Largest) Scores,
    double InsideShare,
    IReadOnlyDictionary<string, int> Segments,
    TimeSpan KeyframeTime,
    TimeSpan? PropagatedTime)
{
    /// <summary>Frames a second of one stream, with a keyframe every so many frames.</summary>
    public double RateAt(int interval)
    {
        double propagated = (PropagatedTime ?? KeyframeTime).TotalSeconds;
        return interval / (KeyframeTime.TotalSeconds + ((interval - 1) * propagated));
    }
}
