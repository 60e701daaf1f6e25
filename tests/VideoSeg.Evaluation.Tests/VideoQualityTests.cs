using CsCheck;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Evaluation.Tracking;

namespace VideoSeg.Evaluation.Tests;

public sealed class VideoQualityTests
{
    private static readonly Gen<(string Truth, string Prediction)[]> Sequence =
        Gen.Select(Gen.Char["aabbA==."].Array[8], Gen.Char["aabbA==."].Array[8], (truth, prediction) => (new string(truth), new string(prediction))).Array[1, 6];

    [Fact]
    public void An_id_that_changes_half_way_costs_the_tube()
    {
        VideoQualityReport report = Score([1, 2], [("aa==", "bb=="), ("aa==", "cc==")]);
        Assert.Equal(1, report.Vpq[1].All.Pq);
        // The tube has 4 pixels, each prediction 2: IoU 0.5 is no match.
        Assert.Equal(0, report.Vpq[2].Things.Pq);
        Assert.Equal((1, 2), (report.Vpq[2].PerClass[0].FalseNegatives, report.Vpq[2].PerClass[0].FalsePositives));
        Assert.Equal(1, report.Vpq[2].Stuff.Pq);
        // AQ = (2 * 2/4 + 2 * 2/4) / 4.
        Assert.Equal(0.5, report.Stq.AssociationQuality, 1e-12);
        Assert.Equal(1, report.Stq.SegmentationQuality);
        Assert.Equal(Math.Sqrt(0.5), report.Stq.Stq, 1e-12);
    }

    [Fact]
    public void Windows_slide_by_one_frame_and_stay_in_their_sequence()
    {
        VideoQualityReport report = Score([2], [("a", "a"), ("a", "a"), ("a", "a")], [("a", "a")]);
        Assert.Equal(2, report.Vpq[2].PerClass[0].TruePositives);
    }

    [Fact]
    public void A_tube_has_the_category_of_its_first_frame_in_the_window()
    {
        // The predicted id is a car in the first frame and a person in the second.
        var quality = new VideoQuality(Row.Categories, [2]);
        LabelledImage car = Row.Of("aaa");
        quality.Add(car, car);
        quality.Add(car, car with { Segments = [new LabelledSegment('a', 2)] });
        quality.EndSequence();
        Assert.Equal(1, quality.Report().Vpq[2].PerClass[0].TruePositives);
    }

    [Fact]
    public void Association_ignores_crowds_and_punishes_inventions_on_void()
    {
        // g has 2 pixels; p covers it and 2 more, of which 1 on void and 1 on the crowd: TPA 2, |p| 3, hence 2/2 * 2/3.
        VideoQualityReport report = Score([1], [("aa.#", "bbbb")]);
        Assert.Equal(2.0 / 3, report.Stq.AssociationQuality, 1e-12);
        Assert.Equal(1, report.Stq.Tubes);
    }

    [Fact]
    public void Association_is_blind_to_classes_and_segmentation_sees_them()
    {
        VideoQualityReport report = Score([1], [("aa==", "AA==")]);
        Assert.Equal(1, report.Stq.AssociationQuality);
        Assert.Equal(1.0 / 3, report.Stq.SegmentationQuality, 1e-12);
        Assert.Equal([0.0, 0.0, 1.0], report.Stq.PerClass.Select(overlap => overlap.IntersectionOverUnion ?? double.NaN));
    }

    [Fact]
    public void Two_videos_by_hand()
    {
        // Left: the car's tube is 6 px long, the prediction keeps its id and finds 5 of them. Right: a person, found for 2 of 3 frames, and
        // a crowd of cars on which a car is predicted, which is nobody's fault.
        VideoQualityReport report = Score(
            [1, 2, 3],
            [("aa==", "aa=="), ("aa==", "a==="), ("aa==", "aa==")],
            [("AA##", "BBcc"), ("AA##", "BBcc"), ("AA##", "....")]);

        // Window 1: car IoU 1, 1/2 (no match: one missed, one invented), 1; person 1, 1, missed; road 1, 2/3, 1.
        Assert.Equal(2.0 / 3, report.Vpq[1].PerClass[0].Pq, 1e-12);
        Assert.Equal(2 / 2.5, report.Vpq[1].PerClass[1].Pq, 1e-12);
        Assert.Equal((1 + (2.0 / 3) + 1) / 3, report.Vpq[1].PerClass[2].Pq, 1e-12);

        // Window 3: car 5/6, person 4/6, road 6/7; one window in each video.
        Assert.Equal([5.0 / 6, 4.0 / 6, 6.0 / 7], report.Vpq[3].PerClass.Select(c => Math.Round(c.Pq, 12)), (a, b) => Math.Abs(a - b) < 1e-9);

        // AQ: car 5/6 * 5/6, person 4/6 * 4/6.
        Assert.Equal(((25.0 / 36) + (16.0 / 36)) / 2, report.Stq.AssociationQuality, 1e-12);

        // IoU: cars 5 of the truth's 12 px (6 of the crowd, of which 4 were found): (5 + 4) / 12; persons 4/6; road 6/7.
        Assert.Equal(((9.0 / 12) + (4.0 / 6) + (6.0 / 7)) / 3, report.Stq.SegmentationQuality, 1e-12);
    }

    [Fact]
    public void A_window_of_one_frame_is_panoptic_quality() => Sequence.Sample(frames =>
    {
        var images = new PanopticQuality(Row.Categories);
        foreach ((string truth, string prediction) in frames)
        {
            images.Add(Row.Of(truth), Row.Of(prediction));
        }

        VideoQualityReport video = Score([1], frames);
        Assert.Equal(images.Report().PerClass, video.Vpq[1].PerClass);
        Assert.Equal(images.Report().PerClass, video.Pq.PerClass);
    });

    [Fact]
    public void A_window_is_its_frames_side_by_side() => Sequence.Sample(frames =>
    {
        // An id has one class through these frames, for its character says which.
        (string, string) wide = (string.Concat(frames.Select(f => f.Truth)), string.Concat(frames.Select(f => f.Prediction)));
        Assert.Equal(Score([1], [wide]).Pq.PerClass, Score([frames.Length], frames).Vpq[frames.Length].PerClass);
    });

    [Fact]
    public void Truth_against_itself_is_1() => Sequence.Sample(frames =>
    {
        (string Truth, string)[] same = [.. frames.Select(frame => (frame.Truth, frame.Truth))];
        VideoQualityReport report = Score([1, 2, 3], same);
        Assert.All(report.Vpq.Values, vpq => Assert.True(vpq.All.Classes == 0 || vpq.All.Pq == 1));
        Assert.True(report.Stq.Tubes == 0 || Math.Abs(report.Stq.Stq - 1) < 1e-12);
    });

    [Fact]
    public void Ids_mean_nothing_but_sameness() => Sequence.Sample(frames =>
    {
        (string, string)[] renamed = [.. frames.Select(frame => (frame.Truth, frame.Prediction.Replace('a', 'x').Replace('b', 'a').Replace('x', 'b')))];
        VideoQualityReport before = Score([2], frames);
        VideoQualityReport after = Score([2], renamed);
        Assert.Equal(before.Vpq[2].All.Pq, after.Vpq[2].All.Pq, 1e-12);
        Assert.Equal(before.Stq.Stq, after.Stq.Stq, 1e-12);
    });

    private static VideoQualityReport Score(int[] windows, params (string Truth, string Prediction)[][] sequences)
    {
        var quality = new VideoQuality(Row.Categories, windows);
        foreach ((string Truth, string Prediction)[] sequence in sequences)
        {
            foreach ((string truth, string prediction) in sequence)
            {
                quality.Add(Row.Of(truth), Row.Of(prediction));
            }

            quality.EndSequence();
        }

        return quality.Report();
    }
}
