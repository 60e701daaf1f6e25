using System.Text.Json;
using VideoSeg.Cli.Results;
using VideoSeg.Evaluation.Instances;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;

namespace VideoSeg.Cli.Evaluation.Reports;

/// <summary>
/// Writes the report as JSON: pq, sq and rq with all, thing, stuff and per_class; vpq with the same for each window, and their means; stq, aq and
/// sq_stq; miou and iou; box_ap, box_ap50, box_ap75, mask_ap, mask_ap50, mask_ap75 and ap_per_category. Values are fractions from 0 to 1, or null for a
/// class that occurs in no image.
/// </summary>
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
            Write(json, "pq", panoptic.Pq, mean => mean.Pq, one => one.Pq);
            Write(json, "sq", panoptic.Pq, mean => mean.Sq, one => one.Sq);
            Write(json, "rq", panoptic.Pq, mean => mean.Rq, one => one.Rq);
        }

        if (report.Video is { } video)
        {
            WriteVideo(json, video);
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

        if (report.Instances is { } instances)
        {
            WriteInstances(json, instances);
        }

        json.WriteEndObject();
    }

    private static void WriteInstances(Utf8JsonWriter json, InstanceQuality quality)
    {
        Write("box", quality.Precision.Boxes);
        Write("mask", quality.Precision.Masks);
        json.WriteStartObject("ap_per_category");
        foreach (var (name, box, mask) in quality.PerCategory)
        {
            json.WriteStartObject(name);
            json.WriteNumber("box_ap", box.Mean);
            json.WriteNumber("box_ap50", box.At50);
            json.WriteNumber("mask_ap", mask.Mean);
            json.WriteNumber("mask_ap50", mask.At50);
            json.WriteEndObject();
        }

        json.WriteEndObject();

        void Write(string what, IReadOnlyDictionary<int, CategoryPrecision> precisions)
        {
            WriteOptional(json, $"{what}_ap", AveragePrecisionReport.MeanOf(precisions, p => p.Mean));
            WriteOptional(json, $"{what}_ap50", AveragePrecisionReport.MeanOf(precisions, p => p.At50));
            WriteOptional(json, $"{what}_ap75", AveragePrecisionReport.MeanOf(precisions, p => p.At75));
        }
    }

    private static void WriteVideo(Utf8JsonWriter json, VideoQualityReport video)
    {
        json.WriteNumber("sequences", video.Sequences);
        if (video.Vpq.Count > 0)
        {
            json.WriteStartObject("vpq");
            foreach (var (window, quality) in video.Vpq.OrderBy(w => w.Key))
            {
                Write(json, $"{window}", quality, mean => mean.Pq, one => one.Pq);
            }

            json.WriteNumber("mean", video.Vpq.Values.Average(quality => quality.All.Pq));
            json.WriteNumber("mean_thing", video.Vpq.Values.Average(quality => quality.Things.Pq));
            json.WriteNumber("mean_stuff", video.Vpq.Values.Average(quality => quality.Stuff.Pq));
            json.WriteEndObject();
        }

        json.WriteNumber("stq", video.Stq.Stq);
        json.WriteNumber("aq", video.Stq.AssociationQuality);
        json.WriteNumber("sq_stq", video.Stq.SegmentationQuality);
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
