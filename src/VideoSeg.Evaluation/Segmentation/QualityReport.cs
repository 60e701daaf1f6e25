namespace VideoSeg.Evaluation.Segmentation;

/// <summary>PQ (or VPQ) with its parts.</summary>
/// <param name="PerClass">In the order of the categories, absent ones too.</param>
public sealed record QualityReport(IReadOnlyList<ClassQuality> PerClass)
{
    public MeanQuality All => MeanQuality.Of(PerClass);

    public MeanQuality Things => MeanQuality.Of(PerClass.Where(quality => quality.Category.IsThing));

    public MeanQuality Stuff => MeanQuality.Of(PerClass.Where(quality => !quality.Category.IsThing));
}
