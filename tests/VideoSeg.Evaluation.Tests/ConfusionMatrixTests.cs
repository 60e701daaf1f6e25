using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;

namespace VideoSeg.Evaluation.Tests;

public sealed class ConfusionMatrixTests
{
    [Fact]
    public void Ratios_are_taken_over_all_pixels_that_are_not_ignored()
    {
        var matrix = new ConfusionMatrix(classes: 4, ignore: 11);
        matrix.Add([0, 0, 0, 1, 1, 11], [0, 0, 1, 1, 11, 0]);
        matrix.Add([1], [1]);
        Assert.Equal(2.0 / 3, matrix.IntersectionOverUnion(0));
        Assert.Equal(2.0 / 4, matrix.IntersectionOverUnion(1));
        Assert.Null(matrix.IntersectionOverUnion(2));
        Assert.Equal((2.0 / 3 + 0.5) / 2, matrix.MeanIntersectionOverUnion, 1e-12);
    }

    [Fact]
    public void An_ignored_label_in_the_middle_is_no_class()
    {
        var matrix = new ConfusionMatrix(ignore: 1);
        matrix.Add([0, 0, 1], [0, 1, 0]);
        Assert.Null(matrix.IntersectionOverUnion(1));
        Assert.Equal(0.5, matrix.MeanIntersectionOverUnion);
    }

    [Fact]
    public void A_label_that_is_no_class_is_refused()
    {
        var error = Assert.Throws<EvaluationException>(() => new ConfusionMatrix(classes: 2).Add([2], [0]));
        Assert.Contains("label 2; the classes are 0 to 1", error.Message, StringComparison.Ordinal);
    }
}
