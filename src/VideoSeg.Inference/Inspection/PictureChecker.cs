using System.Diagnostics;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Vision;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Overlapping;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Inspection;

/// <summary>Runs a model on a picture as a stream would, so that a wrong mean, colour order or form is seen before anybody streams.</summary>
/// <param name="model">Borrowed.</param>
public sealed class PictureChecker(SegmentationModel model)
{
    private const int Runs = 3;

    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(40);

    /// <param name="picture">Borrowed.</param>
    /// <param name="segments">What is found, for drawing.</param>
    /// <exception cref="Runtime.InferenceException">A run failed, or what it gave contradicts the package.</exception>
    public PictureCheck Check(Frame picture, out IReadOnlyList<OverlaySegment> segments)
    {
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var step = segmenter.Prepare(picture, TimeSpan.Zero);
        step.Execute();
        segments = Compose(step.Prediction, picture.Size);
        var (count, scores, inside) = Measure(step.Prediction);
        var bySegment = segments.GroupBy(s => s.Category.Name).ToDictionary(g => g.Key, g => g.Count());
        return new PictureCheck(count, scores, inside, bySegment, Time(picture, new EveryFramePolicy()), model.CanReuse ? TimePropagated(picture) : null);
    }

    private IReadOnlyList<OverlaySegment> Compose(in Prediction prediction, PixelSize size)
    {
        if (model.Manifest.Composition == Composition.Overlapping)
        {
            using var overlapping = new OverlappingMerger(model.Categories, model.Manifest.Panoptic).Merge(prediction, size);
            return Draw(overlapping.Segments, overlapping.HasMasks ? overlapping.EncodeRle() : null);
        }

        using var map = model.NewMerger().Merge(prediction, size);
        return Draw(map.Segments, RleEncoder.Encode(map));
    }

    private static IReadOnlyList<OverlaySegment> Draw(IReadOnlyList<PanopticSegment> segments, IReadOnlyList<RleMask>? masks) =>
        [.. segments.Select((s, i) => new OverlaySegment(s.Category, s.Category.IsThing ? i + 1 : null, s.Score, s.Box, masks?[i]))];

    private (int? Count, (float Least, float Largest) Scores, double Inside) Measure(in Prediction prediction)
    {
        var instances = prediction.Instances;
        if (instances.IsEmpty)
        {
            return (null, default, 1);
        }

        int things = model.Categories.Count(c => c.IsThing);
        var (count, inside, least, largest) = (0, 0, float.PositiveInfinity, float.NegativeInfinity);
        for (int i = 0; i < instances.Count; i++)
        {
            float score = float.NegativeInfinity;
            foreach (float value in instances.Scores.Slice(i * things, things))
            {
                score = Math.Max(score, value);
            }

            if (score < 0)
            {
                continue;
            }

            var box = instances.Boxes.Slice(4 * i, 4);
            count++;
            inside += box[0] >= -1 && box[1] >= -1 && box[2] <= prediction.Input.Width + 1 && box[3] <= prediction.Input.Height + 1 && box[2] > box[0] && box[3] > box[1] ? 1 : 0;
            (least, largest) = (Math.Min(least, score), Math.Max(largest, score));
        }

        return count == 0 ? (0, default, 1) : (count, (least, largest), (double)inside / count);
    }

    private TimeSpan TimePropagated(Frame picture) => Time(picture, new FixedIntervalPolicy(KeyframeOptions.MaxInterval));

    /// <summary>The median of a few frames behind a first one.</summary>
    private TimeSpan Time(Frame picture, IKeyframePolicy policy)
    {
        using var segmenter = model.OpenStream(policy);
        var times = new List<TimeSpan>();
        for (int i = 0; i <= Runs; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using var step = segmenter.Prepare(picture, i * FrameTime);
            step.Execute();
            _ = Compose(step.Prediction, picture.Size);
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times.Skip(1).Order().ElementAt(Runs / 2);
    }
}
