using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Tests;

/// <summary>Frames of one stream through a package's networks, 40 ms apart.</summary>
internal sealed class PackageStream : IDisposable
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(40);

    private readonly SegmentationModel _model;

    /// <param name="package">The name of one, or a folder.</param>
    /// <param name="policy">Which frames are keyframes.</param>
    public PackageStream(string package, IKeyframePolicy policy)
    {
        _model = SegmentationModel.Load(Packages.Folder(package), Packages.Options);
        Segmenter = _model.OpenStream(policy);
    }

    public Segmenter Segmenter { get; }

    public TimeSpan Time { get; set; }

    public Seen Predict(Frame frame)
    {
        Time += FrameTime;
        using var step = Segmenter.Prepare(frame, Time);
        step.Execute();
        Prediction heads = step.Prediction;
        return new Seen(step.KeyframeReason, heads.FrameArea, heads.Semantic.Values.ToArray(), heads.Instances.Masks.Prototypes.ToArray(), heads.Instances.Boxes.ToArray());
    }

    public void Dispose()
    {
        Segmenter.Dispose();
        _model.Dispose();
    }

    internal sealed record Seen(KeyframeReason? Reason, PixelBox FrameArea, float[] Semantic, float[] Prototypes, float[] Boxes);
}
