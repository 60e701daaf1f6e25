using VideoSeg.Vision.Overlapping;

namespace VideoSeg.Inference.Tests.Families;

/// <summary>Networks of the field say here what they say in PyTorch with their exporters' own steps (suppression, paste, soft-max).</summary>
public sealed class FamilyAgreementTests
{
    private const float LeastScore = 0.3f;
    private const float ScoreTolerance = 1e-4f;
    private const float BoxTolerance = 1e-3f;

    [Theory]
    [InlineData("yolo-raw")]
    [InlineData("yolo-end-to-end")]
    [InlineData("yolo-boxes")]
    [InlineData("yolox")]
    [InlineData("maskrcnn")]
    [InlineData("regions")]
    public void Boxes_classes_and_scores_are_those_of_PyTorch(string package)
    {
        using var fixture = new FamilyFixture(package);
        var expected = fixture.ExpectedInstances();
        var found = Rows(fixture);
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, found.Count);
        foreach (var one in expected)
        {
            var (id, score, box) = found.MinBy(f => f.Box.Zip(one.Box, (a, b) => Math.Abs(a - b)).Sum() + (f.Id == one.Id ? 0 : 1000));
            Assert.Equal(one.Id, id);
            Assert.Equal(one.Score, score, ScoreTolerance);
            Assert.All(one.Box.Zip(box), pair => Assert.Equal(pair.First, pair.Second, BoxTolerance));
        }
    }

    [Theory]
    [InlineData("yolo-raw")]
    [InlineData("yolo-end-to-end")]
    [InlineData("maskrcnn")]
    [InlineData("regions")]
    [InlineData("detr")]
    [InlineData("rf-detr")]
    [InlineData("maskformer")]
    public void Overlapping_masks_are_those_of_PyTorch(string package)
    {
        using var fixture = new FamilyFixture(package);
        using var map = new OverlappingMerger(fixture.Model.Categories, fixture.Model.Manifest.Panoptic).Merge(fixture.Step.Prediction, fixture.Size, LeastScore);
        var masks = map.EncodeRle();
        var pixels = new byte[fixture.Size.Pixels];
        var withMasks = fixture.ExpectedInstances().Where(e => e.Mask?.Contains((byte)1) == true).ToList();
        Assert.NotEmpty(withMasks);
        foreach (var one in withMasks)
        {
            double best = 0;
            for (int i = 0; i < masks.Count; i++)
            {
                if (map.Segments[i].Category.Id == one.Id && Math.Abs(map.Segments[i].Score - one.Score) < ScoreTolerance)
                {
                    masks[i].Decode(pixels);
                    best = Math.Max(best, Agreement(one.Mask!, pixels));
                }
            }

            Assert.True(best >= 0.999, $"{package}: class {one.Id} of score {one.Score} at {string.Join(',', one.Box)} agrees in {best:F4} of {one.Mask!.Count(b => b == 1)} pixels");
        }
    }

    [Theory]
    [InlineData("semantic", 0.999)]
    [InlineData("semantic-last-half", 0.999)]
    [InlineData("class-map", 1)]
    [InlineData("mask", 0.999)]
    public void Class_maps_are_those_of_PyTorch(string package, double least)
    {
        using var fixture = new FamilyFixture(package);
        byte[] expected = Convert.FromBase64String((string)fixture.Expected["class_map"]!);
        byte[] found = fixture.Model.NewMerger().ClassMap(fixture.Step.Prediction, fixture.Size);
        Assert.True(expected.Distinct().Count() > 1, "the picture shows one class alone, and anything would agree");
        double share = expected.Zip(found, (a, b) => a == b ? 1.0 : 0).Average();
        Assert.True(share >= least, $"{package}: {share:P2} of the pixels agree");
    }

    /// <summary>Intersection over union, but for one pixel: rounding decides where a logit is 0.</summary>
    private static double Agreement(byte[] a, byte[] b)
    {
        int both = a.Zip(b, (x, y) => x & y).Sum();
        int any = a.Zip(b, (x, y) => x | y).Sum();
        return Math.Min(1, (both + 1.0) / any);
    }

    private static List<(int Id, float Score, float[] Box)> Rows(FamilyFixture fixture)
    {
        var things = fixture.Model.Categories.Where(c => c.IsThing).ToArray();
        var instances = fixture.Step.Prediction.Instances;
        var rows = new List<(int, float, float[])>();
        for (int i = 0; i < instances.Count; i++)
        {
            float[] scores = instances.Scores.Slice(i * things.Length, things.Length).ToArray();
            if (scores.Max() >= LeastScore)
            {
                rows.Add((things[Array.IndexOf(scores, scores.Max())].Id, scores.Max(), instances.Boxes.Slice(4 * i, 4).ToArray()));
            }
        }

        return rows;
    }
}
