using System.Diagnostics;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.V1;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Metrics;

namespace VideoSeg.Bench.Reuse;

/// <summary>
/// A policy against the keyframe graph on every frame: same clip, same server, one saturated stream at a time, in turn. Quality is taken
/// from runs of its own, which also ask for what the metrics need.
/// </summary>
internal sealed class ReuseBenchmark(string modelFolder, BenchClip clip, BenchClip noisyClip, StreamConfig policy) : IDisposable
{
    private readonly SegmentationModel _model = SegmentationModel.Load(modelFolder, new InferenceOptions());

    /// <param name="rounds">Interleaved timed runs of each.</param>
    /// <param name="labels">A folder of class index PNGs with the names of the frames; null: none.</param>
    /// <param name="ignored">The label that does not count.</param>
    /// <param name="people">A file of people labelled by hand; null: none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ReuseResult> RunAsync(int rounds, string? labels, byte ignored, string? people, CancellationToken cancellationToken)
    {
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        var every = new StreamConfig { Model = _model.Manifest.Name, KeyframePolicy = KeyframePolicy.EveryFrame };
        var reuse = policy.Clone();
        reuse.Model = _model.Manifest.Name;

        var everyFrame = await SegmentAsync(client, clip, every, cancellationToken);
        var noisy = await SegmentAsync(client, noisyClip, every, cancellationToken);
        var reused = await SegmentAsync(client, clip, reuse, cancellationToken);

        Samples gain = new(), everyMs = new(), reuseMs = new();
        for (int round = 0; round < rounds; round++)
        {
            double a = (await SaturatedStream.RunAsync(client, clip, every, cancellationToken)).Milliseconds;
            var (b, results) = await SaturatedStream.RunAsync(client, clip, reuse, cancellationToken);
            everyMs.Add(a);
            reuseMs.Add(b);
            gain.Add(a / b);
            if (!results.Select(r => r.Keyframe).SequenceEqual(reused.Select(f => f.KeyframeReason is not null)))
            {
                throw new InvalidOperationException("the timed run chose other keyframes than the run whose quality was measured");
            }
        }

        var (keyframeMs, nonkeyframeMs) = StepCosts();
        var agreement = Agreement(everyFrame.Zip(reused));
        var labelled = labels is null ? null : new LabelFolder(labels, ignored, _model.Categories.Count);
        return new ReuseResult
        {
            ThroughputGain = gain,
            EveryFrameMs = everyMs,
            ReuseMs = reuseMs,
            KeyframeMs = keyframeMs,
            NonkeyframeMs = nonkeyframeMs,
            KeyframeShare = reused.Average(f => f.KeyframeReason is null ? 0.0 : 1.0),
            KeyframeReasons = reused.Where(f => f.KeyframeReason is not null).CountBy(f => $"{f.KeyframeReason}").ToDictionary(),
            PqAgreement = agreement.All.Pq,
            PqAgreementThings = agreement.Things.Pq,
            PqAgreementNonkey = Agreement(everyFrame.Zip(reused).Where(pair => pair.Second.KeyframeReason is null)).All.Pq,
            PqAgreementFloor = Agreement(everyFrame.Zip(noisy)).All.Pq,
            PqAgreementNeighbours = Agreement(everyFrame.Zip(everyFrame.Skip(1))).All.Pq,
            MiouAgreement = Miou(everyFrame.Zip(reused)),
            MiouEveryFrame = labelled?.Miou(everyFrame),
            MiouReuse = labelled?.Miou(reused),
            PeopleEveryFrame = ScorePeople(everyFrame),
            PeopleReuse = ScorePeople(reused),
        };

        PeopleScore? ScorePeople(IEnumerable<SegmentedFrame> frames) =>
            people is null ? null : PeopleLabels.Read(people).Score(frames, _model.Categories.Single(c => c.Name == "pedestrian").Id);
    }

    public void Dispose() => _model.Dispose();

    private static async Task<List<SegmentedFrame>> SegmentAsync(
        VideoSegClient client, BenchClip clip, StreamConfig config, CancellationToken cancellationToken)
    {
        var detailed = config.Clone();
        detailed.SemanticMap = true;
        var (_, results) = await SaturatedStream.RunAsync(client, clip, detailed, cancellationToken);
        return [.. results.Zip(clip.Names, SegmentedFrame.Of)];
    }

    private QualityReport Agreement(IEnumerable<(SegmentedFrame Truth, SegmentedFrame Prediction)> pairs)
    {
        var quality = new PanopticQuality(_model.Categories);
        foreach (var (truth, prediction) in pairs)
        {
            quality.Add(truth.Panoptic, prediction.Panoptic);
        }

        return quality.Report();
    }

    private double Miou(IEnumerable<(SegmentedFrame Truth, SegmentedFrame Prediction)> pairs)
    {
        var confusion = new ConfusionMatrix(_model.Categories.Count);
        foreach (var (truth, prediction) in pairs)
        {
            confusion.Add(truth.Classes.Span, prediction.Classes.Span);
        }

        return confusion.MeanIntersectionOverUnion;
    }

    /// <summary>Medians of prepare and execute, in this process, with nothing beside them.</summary>
    private (double Keyframe, double Nonkeyframe) StepCosts()
    {
        Samples keyframes = new(), others = new();
        var choice = new KeyframeChoice(
            policy.KeyframePolicy switch
            {
                KeyframePolicy.EveryFrame => KeyframePolicyKind.EveryFrame,
                KeyframePolicy.FixedInterval => KeyframePolicyKind.FixedInterval,
                KeyframePolicy.Adaptive => KeyframePolicyKind.Adaptive,
                _ => _model.Manifest.Keyframes.Kind,
            },
            policy.HasKeyframeInterval ? (int)policy.KeyframeInterval : _model.Manifest.Keyframes.Interval,
            policy.HasKeyframeResidual ? policy.KeyframeResidual : _model.Manifest.Keyframes.Residual);
        using var segmenter = new Segmenter(_model, choice.NewPolicy());
        for (int i = 0; i < clip.Jpegs.Count; i++)
        {
            using var frame = FrameDecoder.Decode(new EncodedPicture(clip.Jpegs[i]), new FrameLimits(100_000_000), _model.InputSize);
            long start = Stopwatch.GetTimestamp();
            using var step = segmenter.Prepare(frame, i * clip.Interval);
            step.Execute();
            (step.KeyframeReason is null ? others : keyframes).Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (keyframes.Median, others.Median);
    }
}
