using System.Globalization;
using Spectre.Console;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Cli.Evaluation;

/// <summary>The report as the user reads it, in percent.</summary>
internal static class EvaluationTables
{
    public static void Print(EvaluationReport report)
    {
        AnsiConsole.WriteLine($"{report.Images} images, figures in percent");
        if (report.Panoptic is { } panoptic)
        {
            Print(panoptic);
        }

        if (report.Semantic is { } semantic)
        {
            Print(semantic);
        }
    }

    private static void Print(QualityReport report)
    {
        var table = NumberTable("panoptic", "PQ", "SQ", "RQ");
        Mean("all", report.All);
        Mean("things", report.Things);
        Mean("stuff", report.Stuff);
        table.AddEmptyRow();
        foreach (var quality in report.PerClass.Where(quality => quality.IsPresent))
        {
            table.AddRow(new Text(quality.Category.Name), Percent(quality.Pq), Percent(quality.Sq), Percent(quality.Rq));
        }

        AnsiConsole.Write(table);

        void Mean(string name, MeanQuality mean) =>
            table.AddRow(new Text($"{name} ({mean.Classes} classes)"), Percent(mean.Pq), Percent(mean.Sq), Percent(mean.Rq));
    }

    private static void Print(SemanticQuality quality)
    {
        var table = NumberTable("semantic", "IoU");
        table.AddRow(new Text("mean"), Percent(quality.Mean));
        table.AddEmptyRow();
        foreach (var (name, iou) in quality.PerClass)
        {
            if (iou is { } present)
            {
                table.AddRow(new Text(name), Percent(present));
            }
        }

        AnsiConsole.Write(table);
    }

    private static Table NumberTable(string what, params string[] measures)
    {
        var table = new Table().RoundedBorder().AddColumn(what);
        foreach (var measure in measures)
        {
            table.AddColumn(new TableColumn(measure).RightAligned());
        }

        return table;
    }

    private static Text Percent(double fraction) => new((100 * fraction).ToString("0.0", CultureInfo.InvariantCulture));
}
