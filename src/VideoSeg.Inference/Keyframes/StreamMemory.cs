using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Keyframes;

/// <summary>What a stream remembers of its last keyframe: the heads, and the small grey picture that they belong to. One loop uses it.</summary>
internal sealed class StreamMemory
{
    private const int Nothing = 0;

    private readonly HeadsCopy _heads = new();
    private byte[] _grey = [];

    /// <summary>The number of the keyframe that is remembered; 0: none.</summary>
    public int Keyframe { get; private set; } = Nothing;

    /// <summary>Borrowed: valid until the next keyframe.</summary>
    public PanopticHeads Heads => _heads.Heads;

    /// <summary>[h,w] luma of the keyframe on the heads' grid.</summary>
    public ReadOnlySpan<byte> Grey => _grey;

    public void Keep(in PanopticHeads heads, MotionField seen, int number)
    {
        _heads.Copy(heads);
        if (_grey.Length != seen.Grey.Length)
        {
            _grey = new byte[seen.Grey.Length];
        }

        seen.Grey.CopyTo(_grey);
        Keyframe = number;
    }

    public void Forget() => Keyframe = Nothing;
}
