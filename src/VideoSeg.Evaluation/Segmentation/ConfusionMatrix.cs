using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Evaluation.Segmentation;

/// <summary>Counts pixels by true and predicted class. Not safe for threads.</summary>
public sealed class ConfusionMatrix
{
    private const int Labels = byte.MaxValue + 1;

    private readonly long[] _pixels = new long[Labels * Labels];
    private readonly int _classes;
    private readonly int? _ignore;

    /// <param name="classes">1 to 256; their labels are 0, 1, …</param>
    /// <param name="ignore">A label that is no class: pixels with this ground truth don't count; predicted, it is wrong.</param>
    public ConfusionMatrix(int classes = Labels, int? ignore = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, Labels);
        (_classes, _ignore) = (classes, ignore);
    }

    /// <summary>
    /// The mean over the classes that ground truth or prediction has, 0 to 1; 0 where there is none.
    /// </summary>
    public double MeanIntersectionOverUnion =>
        Enumerable.Range(0, _classes).Select(IntersectionOverUnion).Where(iou => iou is not null).Average() ?? 0;

    /// <summary>0 to 1; null where neither ground truth nor prediction has the class.</summary>
    public double? IntersectionOverUnion(int category)
    {
        if (category == _ignore)
        {
            return null;
        }

        long union = -this[category, category];
        for (int other = 0; other < Labels; other++)
        {
            union += this[category, other] + this[other, category];
        }

        return union == 0 ? null : (double)this[category, category] / union;
    }

    /// <summary>How many pictures were added.</summary>
    public int Pictures { get; private set; }

    /// <summary>Pixels of class <paramref name="truth"/> that were predicted as <paramref name="prediction"/>.</summary>
    public long this[int truth, int prediction] => _pixels[truth * Labels + prediction];

    /// <exception cref="EvaluationException">Different lengths, or a ground-truth label that is neither a class nor the ignored one.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> prediction)
    {
        if (truth.Length != prediction.Length)
        {
            throw new EvaluationException($"The prediction has {prediction.Length} pixels, its ground truth {truth.Length}.");
        }

        Pictures++;
        for (int pixel = 0; pixel < truth.Length; pixel++)
        {
            byte label = truth[pixel];
            if (label == _ignore)
            {
                continue;
            }

            if (label >= _classes)
            {
                throw new EvaluationException($"The ground truth has label {label}; the classes are 0 to {_classes - 1}, and {_ignore?.ToString() ?? "none"} is ignored.");
            }

            _pixels[label * Labels + prediction[pixel]]++;
        }
    }
}
