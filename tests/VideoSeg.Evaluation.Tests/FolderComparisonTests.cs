using OpenCvSharp;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;
using VideoSeg.Vision;

namespace VideoSeg.Evaluation.Tests;

public sealed class FolderComparisonTests : IDisposable
{
    private const string Head = """
        "categories": [{"id": 1, "name": "car", "isthing": 1}, {"id": 5, "name": "road", "isthing": 0, "supercategory": "ground"}],
        "images": [{"id": "a_1", "file_name": "1.jpg", "width": 4, "height": 2, "video_id": 7, "frame": 0},
                   {"id": "a_2", "file_name": "2.jpg", "width": 4, "height": 2, "video_id": 7, "frame": 1}],
        """;

    private const string Annotations = """
        "annotations": [{"image_id": "a_2", "file_name": "2.png", "segments_info": [{"id": 70000, "category_id": 1, "area": 4, "iscrowd": 0}]},
                        {"image_id": "a_1", "file_name": "1.png", "segments_info": [{"id": 70000, "category_id": 1}, {"id": 258, "category_id": 5}]}]
        """;

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("videoseg-metrics-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_folder_is_read_in_the_order_of_its_frames()
    {
        PanopticFolder folder = PanopticFolder.Open(Panoptic("truth"));
        Assert.Equal([("a_1", 0), ("a_2", 1)], folder.Entries.Select(entry => (entry.ImageId, entry.Frame)));
        Assert.Single(folder.Entries.Select(entry => entry.VideoId).Distinct());
        LabelledImage image = folder.Read(folder.Entries[0]);
        Assert.Equal(new PixelSize(4, 2), image.Size);
        Assert.Equal([70000, 70000, 258, 0, 70000, 70000, 258, 0], image.Ids.ToArray());
    }

    [Fact]
    public void Two_equal_folders_score_1_and_a_prediction_needs_annotations_alone()
    {
        string truth = Panoptic("truth");
        string prediction = Panoptic("prediction", "{" + Annotations + "}");
        VideoQualityReport video = FolderComparison.Panoptic(truth, prediction, [1, 2], TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (video.Frames, video.Sequences));
        Assert.Equal(1, video.Pq.All.Pq);
        Assert.Equal(2, video.Pq.All.Classes);
        Assert.Equal(2, video.Pq.PerClass[0].TruePositives);
        Assert.Equal(1, video.Vpq[2].PerClass[0].TruePositives);
        Assert.Equal(1, video.Stq.Stq);
    }

    [Fact]
    public void The_video_form_is_read_too()
    {
        string truth = _root.CreateSubdirectory("truth").FullName;
        foreach (string video in new[] { "left", "right" })
        {
            Directory.CreateDirectory(Path.Combine(truth, video));
            WriteIds(Path.Combine(truth, video, "1.png"), [7, 7, 258, 0]);
            WriteIds(Path.Combine(truth, video, "2.png"), [7, 7, 7, 0]);
        }

        string OfVideo(string video) => $$"""
            {"video_id": "{{video}}", "annotations": [
              {"image_id": "1", "file_name": "1.jpg", "segments_info": [{"id": 7, "category_id": 1}, {"id": 258, "category_id": 5}]},
              {"image_id": "2", "file_name": "2.jpg", "segments_info": [{"id": 7, "category_id": 1}]}]}
            """;
        File.WriteAllText(Path.Combine(truth, PanopticFolder.JsonName), $$"""
            {"categories": [{"id": 1, "name": "car", "isthing": 1}, {"id": 5, "name": "road", "isthing": 0}],
             "videos": [{"video_id": "left", "images": [{"id": "1", "width": 4, "height": 2, "file_name": "1.jpg"}, {"id": "2", "width": 4, "height": 2, "file_name": "2.jpg"}]}],
             "annotations": [{{OfVideo("right")}}, {{OfVideo("left")}}]}
            """);

        PanopticFolder folder = PanopticFolder.Open(truth);
        Assert.Equal([("left/1", 0), ("left/2", 1), ("right/1", 0), ("right/2", 1)], folder.Entries.Select(entry => (entry.ImageId, entry.Frame)));
        VideoQualityReport same = FolderComparison.Panoptic(truth, truth, [2], TestContext.Current.CancellationToken);
        Assert.Equal((4, 2), (same.Frames, same.Sequences));
        Assert.Equal(2, same.Vpq[2].PerClass[0].TruePositives);
        Assert.Equal(1, same.Stq.Stq);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        string truth = Panoptic("truth");
        AssertRefused("lists segment 3, which has no pixel", truth, Edited("a", json => json.Replace("{\"id\": 258", "{\"id\": 3, \"category_id\": 1}, {\"id\": 258", StringComparison.Ordinal)));
        AssertRefused("pixels of segment 258, which is not in its list", truth, Edited("b", json => json.Replace(", {\"id\": 258, \"category_id\": 5}", "", StringComparison.Ordinal)));
        AssertRefused("category 6", truth, Edited("c", json => json.Replace("\"category_id\": 5", "\"category_id\": 6", StringComparison.Ordinal)));
        AssertRefused("says 5x2", truth, Edited("d", json => json.Replace("\"width\": 4", "\"width\": 5", StringComparison.Ordinal)));
        AssertRefused("2.png' is missing", truth, Edited("e", json => json.Replace("\"2.png\"", "\"sub/2.png\"", StringComparison.Ordinal)));
        AssertRefused("has image a_2 without an annotation", truth, Edited("f", json => json.Replace("\"image_id\": \"a_2\"", "\"image_id\": \"a_3\"", StringComparison.Ordinal)));
        AssertRefused("can't be read as COCO panoptic JSON", truth, Panoptic("g", "{"));
        AssertRefused("panoptic.json' can't be read", truth, _root.CreateSubdirectory("empty").FullName);
    }

    [Fact]
    public void A_picture_that_can_not_be_decoded_is_named()
    {
        string broken = Panoptic("broken");
        File.WriteAllText(Path.Combine(broken, "1.png"), "no picture");
        AssertRefused("1.png' is not a picture of labels", Panoptic("truth"), broken);
    }

    [Fact]
    public void Semantic_folders_are_paired_by_name()
    {
        string truth = Semantic("truth", ("1.png", [0, 0, 1, 11]), ("2.png", [1, 1, 1, 1]));
        string prediction = Semantic("prediction", ("1.png", [0, 1, 1, 0]), ("2.png", [1, 1, 1, 1]), ("3.png", [0, 0, 0, 0]));
        ConfusionMatrix matrix = FolderComparison.Semantic(truth, prediction, ignore: 11, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(1.0 / 2, matrix.IntersectionOverUnion(0));
        Assert.Equal(5.0 / 6, matrix.IntersectionOverUnion(1));
        var missing = Assert.Throws<EvaluationException>(() => FolderComparison.Semantic(prediction, truth, cancellation: TestContext.Current.CancellationToken));
        Assert.Contains("3.png' is missing", missing.Message, StringComparison.Ordinal);
    }

    private string Panoptic(string name, string json = "{" + Head + Annotations + "}")
    {
        string path = _root.CreateSubdirectory(name).FullName;
        File.WriteAllText(Path.Combine(path, PanopticFolder.JsonName), json);
        // 70000 = 112 + 256 * 17 + 65536; 258 = 2 + 256.
        WriteIds(Path.Combine(path, "1.png"), [70000, 70000, 258, 0]);
        WriteIds(Path.Combine(path, "2.png"), [70000, 70000, 0, 0]);
        return path;
    }

    private string Edited(string name, Func<string, string> edit) => Panoptic(name, edit("{" + Head + Annotations + "}"));

    private string Semantic(string name, params (string File, byte[] Row)[] pictures)
    {
        string path = _root.CreateSubdirectory(name).FullName;
        foreach ((string file, byte[] row) in pictures)
        {
            using Mat picture = new(1, row.Length, MatType.CV_8UC1);
            row.CopyTo(picture.AsSpan<byte>());
            Cv2.ImWrite(Path.Combine(path, file), picture);
        }

        return path;
    }

    private static void WriteIds(string path, int[] row)
    {
        using Mat picture = new(2, row.Length, MatType.CV_8UC3);
        Span<Vec3b> pixels = picture.AsSpan<Vec3b>();
        for (int i = 0; i < pixels.Length; i++)
        {
            int id = row[i % row.Length];
            pixels[i] = new Vec3b((byte)(id >> 16), (byte)(id >> 8), (byte)id);
        }

        Cv2.ImWrite(path, picture);
    }

    private static void AssertRefused(string message, string truth, string prediction) => Assert.Contains(
        message,
        Assert.Throws<EvaluationException>(() => FolderComparison.Panoptic(truth, prediction, [], TestContext.Current.CancellationToken)).Message,
        StringComparison.Ordinal);
}
