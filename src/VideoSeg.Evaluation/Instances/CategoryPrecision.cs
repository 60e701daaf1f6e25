namespace VideoSeg.Evaluation.Instances;

/// <summary>The average precision of one category, 0 to 1.</summary>
/// <param name="ByThreshold">The precision at IoU 0.50, 0.55, … 0.95.</param>
public sealed record CategoryPrecision(IReadOnlyList<double> ByThreshold)
{
    /// <summary>The mean over the ten IoU thresholds (AP).</summary>
    public double Mean => ByThreshold.Average();

    /// <summary>The precision at IoU 0.50 (AP50).</summary>
    public double At50 => ByThreshold[0];

    /// <summary>The precision at IoU 0.75 (AP75).</summary>
    public double At75 => ByThreshold[5];
}
