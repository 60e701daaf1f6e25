using CsCheck;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Evaluation.Tests;

public sealed class PanopticQualityTests
{
    [Fact]
    public void Areas_in_common_make_the_quality()
    {
        QualityReport report = Score(("aaaaaa====", "bbbbb====="));
        Assert.Equal(5.0 / 6, report.PerClass[0].Pq, 1e-12);
        Assert.Equal(4.0 / 5, report.PerClass[2].Pq, 1e-12);
        Assert.Equal((5.0 / 6 + 4.0 / 5) / 2, report.All.Pq, 1e-12);
        Assert.Equal(5.0 / 6, report.Things.Sq, 1e-12);
        Assert.Equal(1, report.Stuff.Rq);
    }

    [Fact]
    public void Half_in_common_is_no_match()
    {
        ClassQuality car = Score(("aaaa..", "aa....")).PerClass[0];
        Assert.Equal((0, 1, 1), (car.TruePositives, car.FalsePositives, car.FalseNegatives));
    }

    [Fact]
    public void Another_class_is_no_match()
    {
        QualityReport report = Score(("aaaa", "AAAA"));
        Assert.Equal(1, report.PerClass[0].FalseNegatives);
        Assert.Equal(1, report.PerClass[1].FalsePositives);
    }

    [Fact]
    public void What_is_predicted_on_void_is_not_in_the_union() =>
        Assert.Equal(1, Score(("..aaaa", "aaaaaa")).PerClass[0].Pq);

    [Theory]
    [InlineData("====..", "==aaaa", 1)]
    [InlineData("===...", "==aaaa", 0)]
    [InlineData("====##", "==aaaa", 1)]
    [InlineData("====#.", "===aaa", 0)]
    [InlineData("====##", "==AAAA", 1)]
    public void An_unmatched_prediction_is_excused_when_more_than_half_lies_on_void_or_its_crowd(string truth, string prediction, long invented)
    {
        QualityReport report = Score((truth, prediction));
        Assert.Equal(invented, report.PerClass[0].FalsePositives + report.PerClass[1].FalsePositives);
    }

    [Fact]
    public void A_crowd_is_neither_matched_nor_missed()
    {
        ClassQuality car = Score(("####", "aaaa")).PerClass[0];
        Assert.False(car.IsPresent);
    }

    [Fact]
    public void Counts_of_images_add_up_before_the_quality_is_taken()
    {
        // 1 match with IoU 1, 1 missed, 1 invented: 1 / (1 + 0.5 + 0.5), and absent classes are not in the mean.
        QualityReport report = Score(("aa..", "aa.."), ("aaa=", "...="), ("====", "=bb="));
        Assert.Equal(0.5, report.PerClass[0].Pq);
        Assert.Equal(2, report.All.Classes);
        Assert.Equal(0, report.PerClass[1].Pq);
    }

    [Fact]
    public void Ids_mean_nothing_but_sameness() => Rows.Sample(rows =>
    {
        (string, string)[] renamed = [.. rows.Select(row => (row.Truth, row.Prediction.Replace('a', 'x').Replace('b', 'a').Replace('x', 'b')))];
        Assert.Equal(Score(rows).PerClass, Score(renamed).PerClass);
    });

    [Fact]
    public void Truth_against_itself_is_1() => Rows.Sample(rows =>
    {
        MeanQuality all = Score([.. rows.Select(row => (row.Truth, row.Truth))]).All;
        Assert.True(all.Classes == 0 || all.Pq == 1);
    });

    [Fact]
    public void A_segment_must_have_pixels_and_pixels_a_segment()
    {
        LabelledImage good = Row.Of("aab");
        LabelledImage unlisted = good with { Segments = [.. good.Segments.Take(1)] };
        LabelledImage empty = good with { Segments = [.. good.Segments, new LabelledSegment(9, 1)] };
        var quality = new PanopticQuality(Row.Categories);
        Assert.Contains("pixels of segment 98, which is not in its list", Assert.Throws<EvaluationException>(() => quality.Add(good, unlisted)).Message, StringComparison.Ordinal);
        Assert.Contains("lists segment 9, which has no pixel", Assert.Throws<EvaluationException>(() => quality.Add(empty, good)).Message, StringComparison.Ordinal);
        Assert.Contains("4x1", Assert.Throws<EvaluationException>(() => quality.Add(good, Row.Of("aabb"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_keeps_tracks_apart_and_things_without_a_track()
    {
        using var map = new PanopticMap(new PixelSize(4, 1));
        ((ReadOnlySpan<ushort>)[1, 2, 3, 0]).CopyTo(map.Labels);
        PanopticSegment Segment(int id, int category) => new(id, Row.Categories[category], 1, default, 1, default);
        map.Segments = [Segment(1, 0), Segment(2, 0), Segment(3, 2)];
        LabelledImage image = LabelledImage.Of("map", map);
        Assert.Equal(4, image.Ids.ToArray().Distinct().Count());
        Assert.Equal([1, 1, 5], image.Segments.Select(segment => segment.CategoryId));
        Assert.Equal(1, Score(image, image).All.Pq);
    }

    private static readonly Gen<(string Truth, string Prediction)[]> Rows =
        Gen.Select(Gen.Char["aabbA==.#"].Array[8], Gen.Char["aabbA==."].Array[8], (truth, prediction) => (new string(truth), new string(prediction))).Array[1, 4];

    private static QualityReport Score(params (string Truth, string Prediction)[] rows)
    {
        var quality = new PanopticQuality(Row.Categories);
        foreach ((string truth, string prediction) in rows)
        {
            quality.Add(Row.Of(truth), Row.Of(prediction));
        }

        return quality.Report();
    }

    private static QualityReport Score(LabelledImage truth, LabelledImage prediction)
    {
        var quality = new PanopticQuality(Row.Categories);
        quality.Add(truth, prediction);
        return quality.Report();
    }
}
