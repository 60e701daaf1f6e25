using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Reuse;

/// <summary>
/// The static pixels of a clip: those in 4x4 blocks whose mean luma changes from one frame to the next by no more than noise. Their class should
/// not change.
/// </summary>
internal sealed class StaticPixels
{
    private const int Block = 4;

    /// <summary>The largest change by noise, in grey levels.</summary>
    private const int Noise = 2;

    private readonly List<bool[]> _stillSinceLast = [];
    private readonly PixelSize _blocks;

    public StaticPixels(BenchClip clip)
    {
        byte[]? last = null;
        foreach (byte[] jpeg in clip.Jpegs)
        {
            using var frame = FrameDecoder.Decode(new EncodedPicture(jpeg), new FrameLimits(100_000_000));
            _blocks = new PixelSize(frame.Size.Width / Block, frame.Size.Height / Block);
            byte[] now = new byte[_blocks.Pixels];
            frame.CopyGray(_blocks, now);
            _stillSinceLast.Add([.. now.Select((luma, i) => last is not null && Math.Abs(luma - last[i]) <= Noise)]);
            last = now;
        }
    }

    /// <summary>Returns the share of static pixels whose class changes, 0 to 1.</summary>
    /// <param name="frames">The results of the clip's frames.</param>
    public double Flicker(IReadOnlyList<SegmentedFrame> frames)
    {
        long still = 0, changed = 0;
        for (int i = 1; i < frames.Count; i++)
        {
            var size = frames[i].Panoptic.Size;
            var now = frames[i].Classes.Span;
            var before = frames[i - 1].Classes.Span;
            for (int block = 0; block < _blocks.Pixels; block++)
            {
                if (!_stillSinceLast[i][block])
                {
                    continue;
                }

                int corner = (block / _blocks.Width * Block * size.Width) + (block % _blocks.Width * Block);
                for (int row = 0; row < Block; row++)
                {
                    for (int column = 0; column < Block; column++)
                    {
                        int pixel = corner + (row * size.Width) + column;
                        still++;
                        changed += now[pixel] != before[pixel] ? 1 : 0;
                    }
                }
            }
        }

        return still == 0 ? 0 : (double)changed / still;
    }
}
