using System.Diagnostics;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Steps;
using VideoSeg.V1;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Bench.Stages;

/// <summary>
/// Measures the stages of a frame. Each round runs in turn a saturated stream through a real server, inference alone (parallel runs, then one
/// run at a time) and the stages alone, so that a change of the machine's speed affects all of them alike.
/// </summary>
internal sealed class StageBenchmark(string modelFolder, BenchClip clip)
{
    private static readonly FrameLimits Limits = new(100_000_000);

    private readonly StageCosts _costs = new();
    private readonly Samples _whole = new();
    private readonly Samples _network = new();
    private readonly Samples _oneRun = new();
    private readonly Samples _overheadRatio = new();
    private readonly Samples _oneRunRatio = new();
    private readonly Samples _beyondModel = new();
    private readonly Samples _allocated = new();

    public async Task<StageResult> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        using var model = SegmentationModel.Load(modelFolder, new InferenceOptions());
        await using var server = await EmbeddedServer.StartAsync(cancellationToken);
        using var client = new VideoSegClient(server.Address);
        var config = new StreamConfig { Model = model.Manifest.Name, MaskEncoding = V1.MaskEncoding.Rle, KeyframePolicy = KeyframePolicy.EveryFrame };

        await StreamAsync(client, config, cancellationToken);
        for (int round = 0; round < rounds; round++)
        {
            double whole = await StreamAsync(client, config, cancellationToken);
            double network = await RunNetworkAsync(model, Environment.ProcessorCount);
            double oneRun = await RunNetworkAsync(model, 1);
            _whole.Add(whole);
            _network.Add(network);
            _oneRun.Add(oneRun);
            _overheadRatio.Add(whole / network);
            _oneRunRatio.Add(whole / oneRun);
            _beyondModel.Add(whole - network);
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            double stages = RunStages(model);
            _allocated.Add((double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / clip.Jpegs.Count);
            _costs.Grpc.Add(await RoundTripAsync(client, config, cancellationToken) - stages);
        }

        return new StageResult(_costs, _whole, _network, _oneRun, _overheadRatio, _oneRunRatio, _beyondModel, _allocated);
    }

    private async Task<double> StreamAsync(VideoSegClient client, StreamConfig config, CancellationToken cancellationToken) =>
        (await SaturatedStream.RunAsync(client, clip, config, cancellationToken)).Milliseconds;

    /// <summary>Sends one frame at a time, so that nothing overlaps, and returns the milliseconds per frame.</summary>
    private async Task<double> RoundTripAsync(VideoSegClient client, StreamConfig config, CancellationToken cancellationToken)
    {
        await using var stream = await client.OpenStreamAsync(config, cancellationToken);
        await using var results = stream.ReadResultsAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        long start = Stopwatch.GetTimestamp();
        await foreach (var frame in clip.Frames().WithCancellation(cancellationToken))
        {
            await stream.SendAsync(frame, cancellationToken);
            await results.MoveNextAsync();
        }

        return PerFrame(start);
    }

    /// <param name="model">The model; not disposed.</param>
    /// <param name="concurrency">The number of parallel runs. A single run uses all cores; parallel runs use one core each, as in a busy server.</param>
    private async Task<double> RunNetworkAsync(SegmentationModel model, int concurrency)
    {
        var steps = Enumerable.Range(0, concurrency).Select(_ => Prepared(model)).ToList();
        foreach (var step in steps)
        {
            step.OneThread = concurrency > 1;
            step.Execute();
        }

        int runs = Math.Max(1, clip.Jpegs.Count / concurrency);
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(steps.Select(step => Task.Factory.StartNew(() => Repeat(step, runs), default, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        double milliseconds = Stopwatch.GetElapsedTime(start).TotalMilliseconds / (runs * concurrency);
        steps.ForEach(step => step.Dispose());
        return milliseconds;

        static void Repeat(InferenceStep step, int runs)
        {
            for (int i = 0; i < runs; i++)
            {
                step.Execute();
            }
        }
    }

    /// <summary>Runs the stages as the server does, and returns the sum of their times in milliseconds per frame.</summary>
    private double RunStages(SegmentationModel model)
    {
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        var merger = model.NewMerger();
        var tracker = new Tracker(new TrackerOptions());
        var ticks = new long[6];
        foreach (byte[] jpeg in clip.Jpegs)
        {
            long t0 = Stopwatch.GetTimestamp();
            using var frame = FrameDecoder.Decode(new EncodedPicture(jpeg), Limits, model.InputSize);
            long t1 = Stopwatch.GetTimestamp();
            using var step = segmenter.Prepare(frame, TimeSpan.Zero);
            long t2 = Stopwatch.GetTimestamp();
            step.Execute();
            long t3 = Stopwatch.GetTimestamp();
            using var map = merger.Merge(step.Prediction, frame.Size, expected: tracker.Expect(frame.Size));
            long t4 = Stopwatch.GetTimestamp();
            map.Segments = tracker.Update(map.Segments, frame.Size, step.HasFreshDetections);
            long t5 = Stopwatch.GetTimestamp();
            RleEncoder.Encode(map);
            long t6 = Stopwatch.GetTimestamp();
            long[] marks = [t0, t1, t2, t3, t4, t5, t6];
            for (int i = 0; i < ticks.Length; i++)
            {
                ticks[i] += marks[i + 1] - marks[i];
            }
        }

        Samples[] stages = [_costs.Decode, _costs.Preprocess, _costs.Inference, _costs.Merge, _costs.Track, _costs.Encode];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i].Add(1000.0 * ticks[i] / Stopwatch.Frequency / clip.Jpegs.Count);
        }

        return 1000.0 * ticks.Sum() / Stopwatch.Frequency / clip.Jpegs.Count;
    }

    private InferenceStep Prepared(SegmentationModel model)
    {
        using var frame = FrameDecoder.Decode(new EncodedPicture(clip.Jpegs[0]), Limits, model.InputSize);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        return segmenter.Prepare(frame, TimeSpan.Zero);
    }

    private double PerFrame(long start) => Stopwatch.GetElapsedTime(start).TotalMilliseconds / clip.Jpegs.Count;
}
