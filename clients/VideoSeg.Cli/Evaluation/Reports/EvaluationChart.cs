using VideoSeg.Cli.Results;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>Draws the report as an SVG chart: a bar for each class and metric, in percent.</summary>
internal static class EvaluationChart
{
    public static void Write(EvaluationReport report, string path)
    {
        using var file = new StreamWriter(OutputFile.Create(path));
        file.Write(Chart(report).ToSvg());
    }

    private static BarChart Chart(EvaluationReport report)
    {
        if (report.Instances is { } instances)
        {
            var categories = instances.PerCategory.ToList();
            return new BarChart(
                $"Average precision of each category, {report.Images} images",
                "percent",
                [.. categories.Select(c => c.Name)],
                [
                    new BarSeries("box AP50", [.. categories.Select(c => (double?)(100 * c.Box.At50))]),
                    new BarSeries("mask AP50", [.. categories.Select(c => (double?)(100 * c.Mask.At50))]),
                ])
            { Maximum = 100 };
        }

        var classes = report.Semantic!.PerClass;
        var series = new List<BarSeries> { new("IoU", [.. classes.Select(c => 100 * c.IntersectionOverUnion)]) };
        if (report.Panoptic is { } panoptic)
        {
            series.Insert(0, new("PQ", [.. panoptic.Pq.PerClass.Select(c => c.IsPresent ? 100 * c.Pq : (double?)null)]));
        }

        if (report.Video is { } video)
        {
            series.AddRange(video.Vpq.OrderBy(w => w.Key).Where(w => w.Key > 1).Select(window =>
                new BarSeries($"VPQ, {window.Key} frames", [.. window.Value.PerClass.Select(c => c.IsPresent ? 100 * c.Pq : (double?)null)])));
        }

        return new BarChart($"Quality of each class, {report.Images} images", "percent", [.. classes.Select(c => c.Name)], series) { Maximum = 100 };
    }
}
