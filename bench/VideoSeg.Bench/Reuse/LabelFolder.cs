using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Bench.Reuse;

/// <summary>A folder of class index PNGs named as the frames.</summary>
internal sealed class LabelFolder(string folder, byte ignored, int classes)
{
    public double Miou(IEnumerable<SegmentedFrame> frames)
    {
        var confusion = new ConfusionMatrix(classes, ignored);
        foreach (var frame in frames)
        {
            string file = Path.Combine(folder, frame.Panoptic.Name + ".png");
            if (File.Exists(file))
            {
                confusion.Add(LabelFile.ReadClasses(file).Classes.Span, frame.Classes.Span);
            }
        }

        return confusion.MeanIntersectionOverUnion;
    }
}
