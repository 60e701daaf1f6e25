using System.Globalization;
using Spectre.Console;
using VideoSeg.Evaluation.Instances;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>Prints the report as tables, in percent.</summary>
internal static class EvaluationTables
{
    public static void Print(EvaluationReport report)
    {
        AnsiConsole.WriteLine($"{report.Images} images, metrics in percent");
        if (report.Video is { } video)
        {
            PrintVideo(video);
        }

        if (report.Panoptic is { } panoptic)
        {
            Print(panoptic.Pq, report.Semantic);
        }
        else if (report.Semantic is { } semantic)
        {
            Print(semantic);
        }

        if (report.Instances is { } instances)
        {
            Print(instances);
        }
    }

    private static void Print(InstanceQuality quality)
    {
        var table = NumberTable("instances", "box AP", "box AP50", "mask AP", "mask AP50");
        var (boxes, masks) = (quality.Precision.Boxes, quality.Precision.Masks);
        table.AddRow(
            new Text($"mean ({masks.Count} categories)"),
            Percent(AveragePrecisionReport.MeanOf(boxes, p => p.Mean)),
            Percent(AveragePrecisionReport.MeanOf(boxes, p => p.At50)),
            Percent(AveragePrecisionReport.MeanOf(masks, p => p.Mean)),
            Percent(AveragePrecisionReport.MeanOf(masks, p => p.At50)));
        table.AddEmptyRow();
        foreach (var (name, box, mask) in quality.PerCategory)
        {
            table.AddRow(new Text(name), Percent(box.Mean), Percent(box.At50), Percent(mask.Mean), Percent(mask.At50));
        }

        AnsiConsole.Write(table);
    }

    private static void PrintVideo(VideoQualityReport video)
    {
        if (video.Vpq.Count > 0)
        {
            var table = NumberTable($"VPQ, {video.Sequences} sequences", "all", "things", "stuff");
            foreach (var (window, quality) in video.Vpq.OrderBy(w => w.Key))
            {
                table.AddRow(new Text($"{window} frame{(window == 1 ? "" : "s")}"), Percent(quality.All.Pq), Percent(quality.Things.Pq), Percent(quality.Stuff.Pq));
            }

            table.AddEmptyRow();
            table.AddRow(
                new Text("mean"),
                Percent(video.Vpq.Values.Average(quality => quality.All.Pq)),
                Percent(video.Vpq.Values.Average(quality => quality.Things.Pq)),
                Percent(video.Vpq.Values.Average(quality => quality.Stuff.Pq)));
            AnsiConsole.Write(table);
        }

        var stq = NumberTable($"{video.Stq.Tubes} objects", "STQ", "AQ", "SQ");
        stq.AddRow(new Text("all"), Percent(video.Stq.Stq), Percent(video.Stq.AssociationQuality), Percent(video.Stq.SegmentationQuality));
        AnsiConsole.Write(stq);
    }

    private static void Print(QualityReport report, SemanticQuality? semantic)
    {
        var table = NumberTable("panoptic", "PQ", "SQ", "RQ", "IoU");
        Mean("all", report.All, semantic?.Mean);
        Mean("things", report.Things, null);
        Mean("stuff", report.Stuff, null);
        table.AddEmptyRow();
        foreach (var (index, quality) in report.PerClass.Index())
        {
            var iou = semantic?.PerClass[index].IntersectionOverUnion;
            if (quality.IsPresent || iou is not null)
            {
                table.AddRow(new Text(quality.Category.Name), Percent(quality.Pq), Percent(quality.Sq), Percent(quality.Rq), Percent(iou));
            }
        }

        AnsiConsole.Write(table);

        void Mean(string name, MeanQuality mean, double? iou) =>
            table.AddRow(new Text($"{name} ({mean.Classes} classes)"), Percent(mean.Pq), Percent(mean.Sq), Percent(mean.Rq), Percent(iou));
    }

    private static void Print(SemanticQuality quality)
    {
        var table = NumberTable("semantic", "IoU");
        table.AddRow(new Text("mean"), Percent(quality.Mean));
        table.AddEmptyRow();
        foreach (var (name, iou) in quality.PerClass.Where(c => c.IntersectionOverUnion is not null))
        {
            table.AddRow(new Text(name), Percent(iou));
        }

        AnsiConsole.Write(table);
    }

    private static Table NumberTable(string title, params string[] measures)
    {
        var table = new Table().RoundedBorder().AddColumn(title);
        foreach (var measure in measures)
        {
            table.AddColumn(new TableColumn(measure).RightAligned());
        }

        return table;
    }

    private static Text Percent(double? fraction) => new(fraction is { } some ? (100 * some).ToString("0.0", CultureInfo.InvariantCulture) : "");
}
