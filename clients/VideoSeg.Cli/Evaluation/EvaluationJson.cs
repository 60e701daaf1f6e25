using System.Text.Json;
using VideoSeg.Cli.Results;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Cli.Evaluation;

/// <summary>The report as JSON: pq, sq and rq with all, thing, stuff and per_class; miou and iou. Fractions 0 to 1; null for a class that no image has.</summary>
internal static class EvaluationJson
{
    public static void Write(EvaluationReport report, string path)
    {
        using var file = OutputFile.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteNumber("images", report.Images);
        if (report.Panoptic is { } panoptic)
        {
            Write(json, "pq", panoptic, mean => mean.Pq, one => one.Pq);
            Write(json, "sq", panoptic, mean => mean.Sq, one => one.Sq);
            Write(json, "rq", panoptic, mean => mean.Rq, one => one.Rq);
        }

        if (report.Semantic is { } semantic)
        {
            json.WriteNumber("miou", semantic.Mean);
            json.WriteStartObject("iou");
            foreach (var (name, iou) in semantic.PerClass)
            {
                WriteOptional(json, name, iou);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(
        Utf8JsonWriter json, string measure, QualityReport report, Func<MeanQuality, double> mean, Func<ClassQuality, double> one)
    {
        json.WriteStartObject(measure);
        json.WriteNumber("all", mean(report.All));
        json.WriteNumber("thing", mean(report.Things));
        json.WriteNumber("stuff", mean(report.Stuff));
        json.WriteStartObject("per_class");
        foreach (var quality in report.PerClass)
        {
            WriteOptional(json, quality.Category.Name, quality.IsPresent ? one(quality) : null);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
