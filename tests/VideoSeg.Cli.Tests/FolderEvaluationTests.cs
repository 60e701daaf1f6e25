using System.Text.Json;
using VideoSeg.Vision;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Cli.Tests;

public sealed class FolderEvaluationTests : IDisposable
{
    private const string Categories = """[{"id": 7, "name": "person", "isthing": 1}, {"id": 3, "name": "road", "isthing": 0}]""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Panoptic_quality_equals_the_hand_computed_value()
    {
        // Truth: a person of 8 px and a road of 8 px. Prediction: 6 px of the person, its other 2 px as a second person, and the road.
        var truth = WritePanoptic("truth", [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2], (1, 7), (2, 3));
        var prediction = WritePanoptic("prediction", [1, 1, 1, 1, 1, 1, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2], (1, 7), (2, 3), (3, 7));

        var result = await Tool.RunAsync("eval", "--ground-truth", truth, "--prediction", prediction, "--json", _folder["eval.json"]);

        result.MustSucceed();
        var json = ReadJson(_folder["eval.json"]);
        // Person: one match with IoU 6/8 and one false positive: SQ 0.75, RQ 1 / 1.5. Road: a perfect match.
        Assert.Equal(0.5, json.GetProperty("pq").GetProperty("thing").GetDouble(), 12);
        Assert.Equal(0.75, json.GetProperty("sq").GetProperty("thing").GetDouble(), 12);
        Assert.Equal(1 / 1.5, json.GetProperty("rq").GetProperty("thing").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("pq").GetProperty("stuff").GetDouble(), 12);
        Assert.Equal(0.75, json.GetProperty("pq").GetProperty("all").GetDouble(), 12);
        Assert.Equal(0.5, json.GetProperty("pq").GetProperty("per_class").GetProperty("person").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("rq").GetProperty("per_class").GetProperty("road").GetDouble(), 12);
        Assert.Contains("75.0", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Video_quality_equals_the_hand_computed_value()
    {
        // A person of 8 px in two frames; the prediction gives it a new id in the second. The road is a perfect match.
        ushort[] truth = [1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2];
        ushort[] renamed = [3, 3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2];
        var groundTruth = WriteVideo("truth", (truth, [(1, 7), (2, 3)]), (truth, [(1, 7), (2, 3)]));
        var prediction = WriteVideo("prediction", (truth, [(1, 7), (2, 3)]), (renamed, [(3, 7), (2, 3)]));

        var result = await Tool.RunAsync(
            "eval", "--ground-truth", groundTruth, "--prediction", prediction, "--windows", "1,2", "--json", _folder["eval.json"], "--plot", _folder["eval.svg"]);

        result.MustSucceed();
        var json = ReadJson(_folder["eval.json"]);
        Assert.Equal(1, json.GetProperty("pq").GetProperty("all").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("miou").GetDouble(), 12);
        var vpq = json.GetProperty("vpq");
        Assert.Equal(1, vpq.GetProperty("1").GetProperty("thing").GetDouble(), 12);
        // The tube of 16 px overlaps two tubes of 8 px: an IoU of 0.5 is not a match.
        Assert.Equal(0, vpq.GetProperty("2").GetProperty("thing").GetDouble(), 12);
        Assert.Equal(1, vpq.GetProperty("2").GetProperty("stuff").GetDouble(), 12);
        Assert.Equal(0.5, vpq.GetProperty("2").GetProperty("all").GetDouble(), 12);
        Assert.Equal(0.75, vpq.GetProperty("mean").GetDouble(), 12);
        Assert.Equal(0.5, json.GetProperty("aq").GetDouble(), 12);
        Assert.Equal(1, json.GetProperty("sq_stq").GetDouble(), 12);
        Assert.Equal(Math.Sqrt(0.5), json.GetProperty("stq").GetDouble(), 12);
        var plot = File.ReadAllText(_folder["eval.svg"]);
        Assert.Contains(">person</text>", plot, StringComparison.Ordinal);
        Assert.Contains(">VPQ, 2 frames</text>", plot, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mean_IoU_ignores_void_and_absent_classes()
    {
        // Class 0: 2 of 3 px are predicted, without false positives. Class 4: 1 px, and one false positive of class 0. Label 11 is void.
        var truth = WriteClasses("truth", [0, 0, 0, 4, 11, 11]);
        var prediction = WriteClasses("prediction", [0, 0, 4, 4, 0, 9]);

        var result = await Tool.RunAsync(
            "eval", "--ground-truth", truth, "--prediction", prediction, "--semantic", "--void", "11", "--json", _folder["eval.json"]);

        result.MustSucceed();
        var json = ReadJson(_folder["eval.json"]);
        Assert.Equal(2.0 / 3, json.GetProperty("iou").GetProperty("0").GetDouble(), 12);
        Assert.Equal(0.5, json.GetProperty("iou").GetProperty("4").GetDouble(), 12);
        Assert.Equal(((2.0 / 3) + 0.5) / 2, json.GetProperty("miou").GetDouble(), 12);
        Assert.False(json.GetProperty("iou").TryGetProperty("9", out _));
    }

    [Fact]
    public async Task A_missing_prediction_is_an_error()
    {
        var truth = WriteClasses("truth", [0, 1]);

        var result = await Tool.RunAsync("eval", "--ground-truth", truth, "--prediction", _folder.AddFolder("prediction"), "--semantic");

        result.MustFail(1, "image.png");
    }

    private static JsonElement ReadJson(string path) => JsonElement.Parse(File.ReadAllText(path));

    private string WritePanoptic(string name, ushort[] labels, params (int Id, int Category)[] segments) => WriteVideo(name, (labels, segments));

    /// <summary>Writes a COCO panoptic folder of frames of 4x4 px.</summary>
    private string WriteVideo(string name, params (ushort[] Labels, (int Id, int Category)[] Segments)[] frames)
    {
        var folder = _folder.AddFolder(name);
        var (images, annotations) = (new List<string>(), new List<string>());
        foreach (var (number, (labels, segments)) in frames.Index())
        {
            using var map = new PanopticMap(new PixelSize(4, 4));
            labels.CopyTo(map.Labels);
            File.WriteAllBytes(Path.Combine(folder, $"{number}.png"), LabelMapPng.Encode(map));
            var infos = segments.Select(s => $$"""{"id": {{s.Id}}, "category_id": {{s.Category}}, "area": {{labels.Count(l => l == s.Id)}}, "iscrowd": 0}""");
            images.Add($$"""{"id": {{number}}, "file_name": "{{number}}.jpg", "width": 4, "height": 4, "video_id": 1, "frame": {{number}}}""");
            annotations.Add($$"""{"image_id": {{number}}, "file_name": "{{number}}.png", "segments_info": [{{string.Join(", ", infos)}}]}""");
        }

        File.WriteAllText(Path.Combine(folder, "panoptic.json"), $$"""
            {"images": [{{string.Join(", ", images)}}], "annotations": [{{string.Join(", ", annotations)}}], "categories": {{Categories}}}
            """);
        return folder;
    }

    private string WriteClasses(string name, byte[] classes)
    {
        var folder = _folder.AddFolder(name);
        File.WriteAllBytes(Path.Combine(folder, "image.png"), ClassMapPng.Encode(new PixelSize(classes.Length, 1), classes));
        return folder;
    }
}
