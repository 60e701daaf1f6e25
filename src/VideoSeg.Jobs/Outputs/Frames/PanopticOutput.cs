using System.Text.Json;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs.Frames;

/// <summary>
/// panoptic.json and panoptic/*.png: the COCO panoptic form. A segment keeps its id through the video, and images have video_id and frame, as
/// tools for video panoptic segmentation read it.
/// </summary>
internal sealed class PanopticOutput(JobOutputContext job) : IJobOutputWriter
{
    private const int VideoId = 1;

    private readonly string _target = Directory.CreateDirectory(Path.Combine(job.OutputFolder, "panoptic")).FullName;
    private int[] _ids = [];

    public void BeginChunk(int chunk)
    {
    }

    public void Write(JobFrame frame)
    {
        var size = frame.Result.Size;
        Array.Resize(ref _ids, checked((int)size.Pixels));
        Array.Clear(_ids);
        foreach (var segment in frame.Result.Segments)
        {
            segment.Rle!.Paint<int>(_ids, SequenceId.Of(segment.Category, segment.TrackId, segment.SegmentId));
        }

        File.WriteAllBytes(Path.Combine(job.OutputFolder, NameOf(frame.Number)), LabelMapPng.Encode(size, _ids));
    }

    public void EndChunk()
    {
    }

    public async Task FinishAsync(FrameLog log, CancellationToken cancellationToken)
    {
        await using var file = File.Create(Path.Combine(job.OutputFolder, "panoptic.json"));
        await using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartArray("videos");
        json.WriteStartObject();
        json.WriteNumber("id", VideoId);
        json.WriteNumber("video_id", VideoId);
        json.WriteString("file_name", job.FileName);
        json.WriteEndObject();
        json.WriteEndArray();
        WriteImages(json, log);
        WriteAnnotations(json, log);
        WriteCategories(json);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    public void Dispose()
    {
    }

    private static string NameOf(long frame) => $"panoptic/{frame:000000}.png";

    private static void WriteImages(Utf8JsonWriter json, FrameLog log)
    {
        json.WriteStartArray("images");
        foreach (var frame in log.Read())
        {
            json.WriteStartObject();
            json.WriteNumber("id", frame.Number);
            json.WriteString("file_name", NameOf(frame.Number));
            json.WriteNumber("width", frame.Size.Width);
            json.WriteNumber("height", frame.Size.Height);
            json.WriteNumber("video_id", VideoId);
            json.WriteNumber("frame", frame.Number);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteAnnotations(Utf8JsonWriter json, FrameLog log)
    {
        json.WriteStartArray("annotations");
        foreach (var frame in log.Read())
        {
            json.WriteStartObject();
            json.WriteNumber("image_id", frame.Number);
            json.WriteNumber("video_id", VideoId);
            json.WriteString("file_name", NameOf(frame.Number));
            json.WriteStartArray("segments_info");
            foreach (var segment in frame.Segments)
            {
                json.WriteStartObject();
                json.WriteNumber("id", segment.Id);
                json.WriteNumber("category_id", segment.Category);
                json.WriteNumber("area", segment.Area);
                json.WriteStartArray("bbox");
                json.WriteNumberValue(segment.Box.X);
                json.WriteNumberValue(segment.Box.Y);
                json.WriteNumberValue(segment.Box.Width);
                json.WriteNumberValue(segment.Box.Height);
                json.WriteEndArray();
                json.WriteNumber("iscrowd", 0);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
    }

    private void WriteCategories(Utf8JsonWriter json)
    {
        json.WriteStartArray("categories");
        foreach (var category in job.Categories)
        {
            json.WriteStartObject();
            json.WriteNumber("id", category.Id);
            json.WriteString("name", category.Name);
            json.WriteNumber("isthing", category.IsThing ? 1 : 0);
            json.WriteStartArray("color");
            json.WriteNumberValue(category.Colour.R);
            json.WriteNumberValue(category.Colour.G);
            json.WriteNumberValue(category.Colour.B);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
