using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Panoptic;

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
        Segmenter = new Segmenter(_model, policy);
    }

    public Segmenter Segmenter { get; }

    public TimeSpan Time { get; set; }

    public Seen Heads(Frame frame)
    {
        Time += FrameTime;
        using var step = Segmenter.Prepare(frame, Time);
        step.Execute();
        PanopticHeads heads = step.Heads;
        return new Seen(step.KeyframeReason, heads.FrameArea, heads.Semantic.ToArray(), heads.Prototypes.ToArray(), heads.Boxes.ToArray());
    }

    public void Dispose()
    {
        Segmenter.Dispose();
        _model.Dispose();
    }

    internal sealed record Seen(KeyframeReason? Reason, PixelBox FrameArea, float[] Semantic, float[] Prototypes, float[] Boxes);
}
