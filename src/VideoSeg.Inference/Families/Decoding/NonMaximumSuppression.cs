namespace VideoSeg.Inference.Families.Decoding;

/// <summary>Keeps of detections that overlap the one with the highest score (torchvision's nms, and batched_nms where classes are apart).</summary>
/// <param name="overlap">Intersection over union above which the weaker one goes, 0 to 1; 1: all stay.</param>
/// <param name="byClass">Whether detections of different classes leave each other alone.</param>
internal sealed class NonMaximumSuppression(double overlap, bool byClass)
{
    /// <summary>Sorts by falling score, equal ones by their rows, and removes what is suppressed.</summary>
    /// <param name="detections">Changed.</param>
    /// <param name="most">How many may stay.</param>
    public void Apply(List<Detection> detections, int most)
    {
        detections.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Row.CompareTo(b.Row));
        int kept = 0;
        for (int i = 0; i < detections.Count && kept < most; i++)
        {
            var candidate = detections[i];
            if (!IsSuppressed(candidate, detections, kept))
            {
                detections[kept++] = candidate;
            }
        }

        detections.RemoveRange(kept, detections.Count - kept);
    }

    private bool IsSuppressed(in Detection candidate, List<Detection> detections, int kept)
    {
        for (int i = 0; overlap < 1 && i < kept; i++)
        {
            var stronger = detections[i];
            if ((!byClass || stronger.Thing == candidate.Thing) && Detection.IntersectionOverUnion(stronger, candidate) > overlap)
            {
                return true;
            }
        }

        return false;
    }
}
