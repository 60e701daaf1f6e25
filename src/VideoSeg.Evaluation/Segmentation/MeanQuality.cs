namespace VideoSeg.Evaluation.Segmentation;

/// <summary>Means over the classes that are present, each 0 to 1, and 0 where there is none. PQ is not SQ x RQ after averaging.</summary>
/// <param name="Pq">Panoptic quality.</param>
/// <param name="Sq">Segmentation quality.</param>
/// <param name="Rq">Recognition quality.</param>
/// <param name="Classes">How many are present.</param>
public sealed record MeanQuality(double Pq, double Sq, double Rq, int Classes)
{
    public static MeanQuality Of(IEnumerable<ClassQuality> classes)
    {
        List<ClassQuality> present = [.. classes.Where(quality => quality.IsPresent)];
        return present.Count == 0
            ? new MeanQuality(0, 0, 0, 0)
            : new MeanQuality(present.Average(c => c.Pq), present.Average(c => c.Sq), present.Average(c => c.Rq), present.Count);
    }
}
