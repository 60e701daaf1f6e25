using System.Text.Json;
using VideoSeg.Evaluation.Instances;
using VideoSeg.Evaluation.Labels;

namespace VideoSeg.Evaluation.Tests;

/// <summary>
/// The expected figures were computed once with pycocotools (cocoapi 2.0) on the same two files: made polygons, run lengths and crowds on
/// 40 images, and detections that are the same shapes, moved.
/// </summary>
public sealed class AveragePrecisionTests
{
    private static readonly string Fixtures = FindFixtures();

    private static readonly JsonElement Expected = Read("expected.json");

    private static readonly CocoInstances Truth = CocoInstances.Open(Path.Combine(Fixtures, "instances.json"));

    [Fact]
    public void Box_and_mask_precision_are_those_of_pycocotools_to_the_last_digit()
    {
        var precision = new AveragePrecision();
        foreach (long image in Truth.ImageSizes.Keys.Order())
        {
            precision.Add(Truth.InstancesOf(image), DetectionsOf(image));
        }

        var report = precision.Report();

        AssertEqual(Expected.GetProperty("bbox"), report.Boxes);
        AssertEqual(Expected.GetProperty("segm"), report.Masks);
    }

    [Fact]
    public void Polygons_and_run_lengths_cover_the_pixels_that_pycocotools_gives_them()
    {
        var areas = Expected.GetProperty("mask_areas").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetInt32());
        var annotations = Read("instances.json").GetProperty("annotations").EnumerateArray();

        Assert.All(annotations, a => Assert.Equal(
            areas[a.GetProperty("id").ToString()],
            CocoMask.Read(a.GetProperty("segmentation"), Truth.ImageSizes[a.GetProperty("image_id").GetInt64()]).Count(p => p == 1)));
    }

    [Fact]
    public void Exact_detections_score_1_and_none_score_0()
    {
        var truth = Truth.ImageSizes.Keys.Select(Truth.InstancesOf).First(instances => instances.Any(i => !i.IsCrowd));
        AveragePrecision exact = new(), none = new();
        exact.Add(truth, [.. truth.Where(t => !t.IsCrowd).Select(t => new InstanceDetection(t.CategoryId, 0.5, t.Box, t.Mask))]);
        none.Add(truth, []);

        Assert.All(exact.Report().Masks.Values, p => Assert.Equal(1, p.Mean));
        Assert.All(none.Report().Masks.Values, p => Assert.Equal(0, p.Mean));
    }

    [Theory]
    [InlineData("""{"images":[],"annotations":[]}""", "has no categories")]
    [InlineData("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":4}],"categories":[{"id":1,"name":"x"}],"annotations":[{"id":7,"image_id":2,"category_id":1,"bbox":[0,0,1,1],"segmentation":[],"iscrowd":0}]}""", "annotation 7 has image 2 and category 1")]
    [InlineData("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":4}],"categories":[{"id":1,"name":"x"}],"annotations":[{"id":7,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"segmentation":[[1,2]],"iscrowd":false}]}""", "6 or more")]
    [InlineData("""{"images":[{"id":1,"file_name":"a.jpg","width":4,"height":4}],"categories":[{"id":1,"name":"x"}],"annotations":[{"id":7,"image_id":1,"category_id":1,"bbox":[0,0],"segmentation":[],"iscrowd":0}]}""", "must be 4 numbers")]
    [InlineData("not json", "cannot be read as COCO instances JSON")]
    public void A_broken_file_is_refused_with_what_is_wrong(string json, string problem)
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory().FullName, "instances.json");
        File.WriteAllText(path, json);

        var error = Assert.Throws<EvaluationException>(() => CocoInstances.Open(path).InstancesOf(1));

        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static void AssertEqual(JsonElement expected, IReadOnlyDictionary<int, CategoryPrecision> precisions)
    {
        Assert.Equal(expected.GetProperty("ap").GetDouble(), AveragePrecisionReport.MeanOf(precisions, p => p.Mean)!.Value, 12);
        Assert.Equal(expected.GetProperty("ap50").GetDouble(), AveragePrecisionReport.MeanOf(precisions, p => p.At50)!.Value, 12);
        Assert.Equal(expected.GetProperty("ap75").GetDouble(), AveragePrecisionReport.MeanOf(precisions, p => p.At75)!.Value, 12);
        foreach (var category in expected.GetProperty("by_category").EnumerateObject())
        {
            var known = precisions[int.Parse(category.Name, System.Globalization.CultureInfo.InvariantCulture)].ByThreshold;
            Assert.All(category.Value.EnumerateArray().Zip(known), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, 12));
        }
    }

    private static List<InstanceDetection> DetectionsOf(long image) =>
    [
        .. from detection in Read("detections.json").EnumerateArray()
           where detection.GetProperty("image_id").GetInt64() == image
           let box = detection.GetProperty("bbox").EnumerateArray().Select(c => c.GetDouble()).ToArray()
           select new InstanceDetection(
               detection.GetProperty("category_id").GetInt32(),
               detection.GetProperty("score").GetDouble(),
               new InstanceBox(box[0], box[1], box[2], box[3]),
               CocoMask.Read(detection.GetProperty("segmentation"), Truth.ImageSizes[image])),
    ];

    private static JsonElement Read(string name) => JsonElement.Parse(File.ReadAllText(Path.Combine(Fixtures, name)));

    private static string FindFixtures()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "tests", "fixtures", "coco")))
            {
                return Path.Combine(folder.FullName, "tests", "fixtures", "coco");
            }
        }

        throw new DirectoryNotFoundException("tests/fixtures/coco is in no folder above the tests.");
    }
}
