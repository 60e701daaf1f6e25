using System.Diagnostics;
using OpenCvSharp;
using OpenCvSharp.Dnn;
using VideoSeg.Inference;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Peers;

/// <summary>Compares OpenCV's DNN module with ONNX Runtime on the same graph, if OpenCV can import it; inference only.</summary>
internal static class OpenCvDnn
{
    /// <summary>Returns the ratio of their times in each round, or the reason why there is none.</summary>
    public static (Samples? Ratio, string? FailureReason) Compare(string modelFolder, BenchClip clip, int rounds, int frames)
    {
        using var model = SegmentationModel.Load(modelFolder, new InferenceOptions());
        try
        {
            using var net = CvDnn.ReadNetFromOnnx(model.Manifest.KeyframeGraph) ?? throw new NotSupportedException("OpenCV returned no network and no error");
            using var input = new Mat([1, model.InputSize.Height, model.InputSize.Width, 3], MatType.CV_8U);
            string[] outputs = [.. net.GetUnconnectedOutLayersNames().OfType<string>()];
            double Forward() => Time(frames, () =>
            {
                var results = outputs.Select(_ => new Mat()).ToArray();
                net.SetInput(input);
                net.Forward(results, outputs);
                Array.ForEach(results, result => result.Dispose());
            });

            using var segmenter = model.OpenStream(new EveryFramePolicy());
            using var frame = FrameDecoder.Decode(new EncodedPicture(clip.Jpegs[0]), new FrameLimits(100_000_000), model.InputSize);
            using var step = segmenter.Prepare(frame, TimeSpan.Zero);
            Forward();
            step.Execute();
            var ratio = new Samples();
            for (int round = 0; round < rounds; round++)
            {
                ratio.Add(Forward() / Time(frames, step.Execute));
            }

            return (ratio, null);
        }
        catch (Exception e) when (e is OpenCVException or NotSupportedException or OpenCvSharpException)
        {
            return (null, e.Message);
        }
    }

    private static double Time(int times, Action run)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            run();
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
