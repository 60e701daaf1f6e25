using System.Diagnostics;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.Evaluation.Segmentation;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.V1;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Reuse;

/// <summary>
/// Compares keyframe policies with a keyframe on every frame: same clip, one saturated stream at a time, in turn. The every-frame stream runs
/// twice: on a server that infers frames in parallel (the default), and on a server that infers one frame at a time on all cores, as frame-by-frame
/// programs do. Quality is measured in separate runs, which also request what the metrics need.
/// </summary>
internal sealed class ReuseBenchmark(string modelFolder, BenchClip clip, BenchClip noisyClip) : IDisposable
{
    private readonly SegmentationModel _model = SegmentationModel.Load(modelFolder, new InferenceOptions());

    /// <param name="policies">The stream configurations to compare; the model is set here.</param>
    /// <param name="rounds">The number of interleaved timed runs of each policy.</param>
    /// <param name="labels">A folder of class index PNGs named as the frames, or <see langword="null"/>.</param>
    /// <param name="ignored">The label to ignore.</param>
    /// <param name="people">A file of people labelled by hand, or <see langword="null"/>.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <returns>One result for each policy.</returns>
    public async Task<IReadOnlyList<ReuseResult>> RunAsync(
        IReadOnlyList<StreamConfig> policies, int rounds, string? labels, byte ignored, string? people, CancellationToken cancellationToken)
    {
        var labelled = labels is null ? null : new LabelFolder(labels, ignored, _model.Categories.Count);
        var knownPeople = people is null ? null : PeopleLabels.Read(people);
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        await using var oneAtATimeServer = await ConfiguredServer.StartAsync(new Dictionary<string, string> { ["Streaming__KeyframesAtOnce"] = "1" }, cancellationToken);
        using var oneAtATimeClient = new VideoSegClient(oneAtATimeServer.Address);
        var every = new StreamConfig { Model = _model.Manifest.Name, KeyframePolicy = KeyframePolicy.EveryFrame };
        var everyFrame = await SegmentAsync(client, clip, every, cancellationToken);
        var noisy = await SegmentAsync(client, noisyClip, every, cancellationToken);
        double floor = Agreement(everyFrame.Zip(noisy)).All.Pq;
        double neighbours = Agreement(everyFrame.Zip(everyFrame.Skip(1))).All.Pq;
        double? miou = labelled?.Miou(everyFrame);
        var found = ScorePeople(everyFrame);
        var still = new StaticPixels(clip);
        double flicker = still.Flicker(everyFrame);

        StreamConfig[] configs = [.. policies.Select(p => p.Clone())];
        var results = new List<ReuseResult>();
        foreach (var config in configs)
        {
            config.Model = _model.Manifest.Name;
            var reused = await SegmentAsync(client, clip, config, cancellationToken);
            var (keyframeMs, propagatedMs) = StepCosts(config);
            var agreement = Agreement(everyFrame.Zip(reused));
            results.Add(new ReuseResult
            {
                Policy = config,
                KeyframeMs = keyframeMs,
                PropagatedMs = propagatedMs,
                Keyframes = [.. reused.Select(f => f.KeyframeReason is not null)],
                KeyframeReasons = reused.Where(f => f.KeyframeReason is not null).CountBy(f => $"{f.KeyframeReason}").ToDictionary(),
                PqAgreement = agreement.All.Pq,
                PqAgreementThings = agreement.Things.Pq,
                PqAgreementPropagated = Agreement(everyFrame.Zip(reused).Where(pair => pair.Second.KeyframeReason is null)).All.Pq,
                PqAgreementFloor = floor,
                PqAgreementNeighbours = neighbours,
                MiouAgreement = Miou(everyFrame.Zip(reused)),
                FlickerEveryFrame = flicker,
                FlickerReuse = still.Flicker(reused),
                MiouEveryFrame = miou,
                MiouReuse = labelled?.Miou(reused),
                PeopleEveryFrame = found,
                PeopleReuse = ScorePeople(reused),
            });
        }

        await SaturatedStream.RunAsync(oneAtATimeClient, clip, every, cancellationToken);
        for (int round = 0; round < rounds; round++)
        {
            double baseline = (await SaturatedStream.RunAsync(client, clip, every, cancellationToken)).Milliseconds;
            double oneAtATime = (await SaturatedStream.RunAsync(oneAtATimeClient, clip, every, cancellationToken)).Milliseconds;
            for (int i = 0; i < configs.Length; i++)
            {
                var (milliseconds, timed) = await SaturatedStream.RunAsync(client, clip, configs[i], cancellationToken);
                results[i].Add(baseline, oneAtATime, milliseconds);
                if (!timed.Select(r => r.IsKeyframe).SequenceEqual(results[i].Keyframes))
                {
                    throw new InvalidOperationException("the timed run selected different keyframes from the run that measured the quality");
                }
            }
        }

        return results;

        PeopleScore? ScorePeople(IEnumerable<SegmentedFrame> frames) =>
            knownPeople?.Score(frames, _model.Categories.Single(c => c.Name is "person" or "pedestrian").Id);
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

    /// <summary>Returns the median times of all steps before the merge (decoding, keyframe selection, motion, inference or warp), measured in this process on an idle machine.</summary>
    private (double Keyframe, double Propagated) StepCosts(StreamConfig policy)
    {
        Samples keyframes = new(), propagated = new();
        var choice = new KeyframeOptions(
            policy.KeyframePolicy switch
            {
                KeyframePolicy.EveryFrame => EveryFramePolicy.Name,
                KeyframePolicy.FixedInterval => FixedIntervalPolicy.Name,
                KeyframePolicy.Adaptive => AdaptivePolicy.Name,
                _ => _model.Manifest.Keyframes.Policy,
            },
            policy.HasKeyframeInterval ? (int)policy.KeyframeInterval : _model.Manifest.Keyframes.Interval,
            policy.HasKeyframeResidual ? policy.KeyframeResidual : _model.Manifest.Keyframes.Residual);
        using var segmenter = _model.OpenStream(new KeyframePolicies(KeyframePolicies.BuiltIn).Create(choice));
        for (int i = 0; i < clip.Jpegs.Count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using var step = segmenter.Prepare(segmenter.Analyze(new EncodedPicture(clip.Jpegs[i]), new FrameLimits(100_000_000), i * clip.Interval));
            step.Execute();
            (step.KeyframeReason is null ? propagated : keyframes).Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (keyframes.Median, propagated.Median);
    }
}
