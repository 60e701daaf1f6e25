using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Keyframes;

/// <summary>What a stream remembers of its last keyframe: the heads, and the small grey picture that motion is told against. One loop uses it.</summary>
internal sealed class StreamMemory : IDisposable
{
    private readonly HeadsCopy _keyframe = new();
    private readonly int _gridWidth;
    private readonly int _gridHeight;
    private readonly PixelSize _input;
    private readonly MotionEstimator _motion;

    public StreamMemory(int gridWidth, int gridHeight, PixelSize input)
    {
        (_gridWidth, _gridHeight, _input) = (gridWidth, gridHeight, input);
        _motion = new MotionEstimator(gridWidth, gridHeight);
    }

    /// <summary>Borrowed: valid until the next keyframe.</summary>
    public PanopticHeads Keyframe => _keyframe.Heads;

    /// <summary>What it holds.</summary>
    public long Bytes => _keyframe.Bytes + _motion.Bytes;

    /// <summary>Looks at the stream's next frame.</summary>
    /// <param name="frame">Borrowed for the call.</param>
    /// <param name="area">Where it lies in the network's input, in its pixels.</param>
    public void Look(Frame frame, PixelBox area)
    {
        var (left, right) = Cells(area.X, area.Right, _input.Width, _gridWidth);
        var (top, bottom) = Cells(area.Y, area.Bottom, _input.Height, _gridHeight);
        _motion.Look(frame, new PixelBox(left, top, right - left, bottom - top));
    }

    /// <summary>The motion from the last keyframe to the frame that was looked at.</summary>
    public MotionField Motion() => _motion.Estimate();

    /// <summary>The frame that was looked at becomes the keyframe.</summary>
    public void Keep(in PanopticHeads heads)
    {
        _keyframe.Copy(heads);
        _motion.KeepAsReference();
    }

    public void Dispose() => _motion.Dispose();

    /// <summary>The nearest whole cells, one at least: a frame that is far wider than high covers less than a row.</summary>
    private static (int From, int To) Cells(int from, int to, int pixels, int cells)
    {
        int first = Math.Min((int)Math.Round((double)from * cells / pixels), cells - 1);
        return (first, Math.Clamp((int)Math.Round((double)to * cells / pixels), first + 1, cells));
    }
}
