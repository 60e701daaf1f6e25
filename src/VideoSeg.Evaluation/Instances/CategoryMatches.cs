namespace VideoSeg.Evaluation.Instances;

/// <summary>The detections of one category over all images, with the IoU thresholds at which each matches an annotated instance.</summary>
internal sealed class CategoryMatches
{
    private const int Thresholds = 10;

    /// <summary>As numpy's linspace computes it: scores then do not differ by rounding.</summary>
    private const double ThresholdStep = (0.95 - 0.5) / (Thresholds - 1);

    private const int Recalls = 101;

    private readonly List<(double Score, Outcome[] Outcomes)> _detections = [];
    private int _annotated;

    private enum Outcome
    {
        FalsePositive,
        TruePositive,

        /// <summary>Lies in a crowd.</summary>
        Ignored,
    }

    /// <summary>Whether the ground truth has an instance of the category that is not a crowd.</summary>
    public bool IsAnnotated => _annotated > 0;

    /// <param name="truth">The category's instances of one image, crowds last.</param>
    /// <param name="detections">The category's detections of the same image, the surest first.</param>
    /// <param name="overlap">The IoU of the two.</param>
    public void Add(InstanceTruth[] truth, InstanceDetection[] detections, Func<InstanceDetection, InstanceTruth, double> overlap)
    {
        _annotated += truth.Count(t => !t.IsCrowd);
        double[][] overlaps = [.. detections.Select(d => truth.Select(t => overlap(d, t)).ToArray())];
        var outcomes = detections.Select(_ => new Outcome[Thresholds]).ToArray();
        for (var threshold = 0; threshold < Thresholds; threshold++)
        {
            var isTaken = new bool[truth.Length];
            for (var detection = 0; detection < detections.Length; detection++)
            {
                int match = BestMatch(overlaps[detection], truth, isTaken, 0.5 + (threshold * ThresholdStep));
                if (match >= 0)
                {
                    isTaken[match] = true;
                    outcomes[detection][threshold] = truth[match].IsCrowd ? Outcome.Ignored : Outcome.TruePositive;
                }
            }
        }

        _detections.AddRange(detections.Zip(outcomes, (d, o) => (d.Score, o)));
    }

    public CategoryPrecision Precision()
    {
        var ranked = _detections.OrderByDescending(d => d.Score).ToList();
        return new CategoryPrecision([.. Enumerable.Range(0, Thresholds).Select(threshold => MeanPrecision([.. ranked.Select(d => d.Outcomes[threshold])]))]);
    }

    /// <summary>The instance with the largest overlap at or above the threshold, a crowd only when there is no other; -1: none.</summary>
    private static int BestMatch(double[] overlaps, InstanceTruth[] truth, bool[] isTaken, double threshold)
    {
        // As in COCOeval: rounding must not turn an exact threshold away, and of equal overlaps the last one wins.
        double best = Math.Min(threshold, 1 - 1e-10);
        int match = -1;
        for (var i = 0; i < truth.Length; i++)
        {
            if (isTaken[i] && !truth[i].IsCrowd)
            {
                continue;
            }

            if (match >= 0 && !truth[match].IsCrowd && truth[i].IsCrowd)
            {
                break;
            }

            if (overlaps[i] >= best)
            {
                (best, match) = (overlaps[i], i);
            }
        }

        return match;
    }

    /// <summary>The mean over 101 recalls of the best precision at that recall or above.</summary>
    private double MeanPrecision(IReadOnlyList<Outcome> ranked)
    {
        var recalls = new List<double>();
        var precisions = new List<double>();
        int right = 0, wrong = 0;
        foreach (var outcome in ranked.Where(o => o != Outcome.Ignored))
        {
            _ = outcome == Outcome.TruePositive ? right++ : wrong++;
            recalls.Add((double)right / _annotated);
            precisions.Add((double)right / (right + wrong));
        }

        for (var i = precisions.Count - 2; i >= 0; i--)
        {
            precisions[i] = Math.Max(precisions[i], precisions[i + 1]);
        }

        double sum = 0;
        for (int recall = 0, at = 0; recall < Recalls; recall++)
        {
            while (at < recalls.Count && recalls[at] < recall * 0.01)
            {
                at++;
            }

            sum += at < precisions.Count ? precisions[at] : 0;
        }

        return sum / Recalls;
    }
}
