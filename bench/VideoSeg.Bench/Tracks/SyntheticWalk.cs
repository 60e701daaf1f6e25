using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Bench.Tracks;

/// <summary>
/// A clip whose identities are known exactly: people cut out of a real one walk over its empty scene, to and fro at walking pace, and pass in
/// front of each other. Each keeps to where it stood in the picture, so that its size is right; who stands lower is nearer.
/// </summary>
internal sealed class SyntheticWalk
{
    private const double SlowestPace = 1.5;

    /// <summary>In pixels a frame, at ten frames a second and about 70 pixels a person.</summary>
    private const double FastestPace = 4;

    private readonly PixelSize _size;
    private readonly byte[] _scene;
    private readonly Walker[] _walkers;

    /// <param name="frames">Of a camera that does not move: the scene is their median. Borrowed.</param>
    /// <param name="people">At least one.</param>
    /// <param name="walkers">Each is one of the people, in turn.</param>
    /// <param name="seed">Of the paths.</param>
    public SyntheticWalk(IReadOnlyList<Frame> frames, IReadOnlyList<Cutout> people, int walkers, int seed)
    {
        _size = frames[0].Size;
        _scene = MedianOf(frames);
        var random = new Random(seed);
        _walkers =
        [
            .. Enumerable.Range(0, walkers).Select(i => new Walker(
                people[i % people.Count],
                random.NextDouble() * _size.Width,
                (SlowestPace + (random.NextDouble() * (FastestPace - SlowestPace))) * (i % 2 == 0 ? 1 : -1))),
        ];
    }

    /// <summary>Frame number <paramref name="index"/> as a JPEG of quality 90, and who is seen at each pixel.</summary>
    public (byte[] Jpeg, WalkTruth Truth) Draw(int index)
    {
        byte[] rgb = [.. _scene];
        byte[] ids = new byte[_size.Pixels];
        int[] whole = new int[_walkers.Length + 1];
        foreach (var (i, walker) in _walkers.Index().OrderBy(w => w.Item.Person.Box.Bottom))
        {
            whole[i + 1] = Paint(walker.Person, walker.LeftAt(index, _size.Width), (byte)(i + 1), rgb, ids);
        }

        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Rgb24, _size, 0, rgb), new FrameLimits(_size.Pixels));
        return (frame.EncodeJpeg(90), new WalkTruth(ids, whole));
    }

    /// <summary>Returns how many pixels the person would have if nobody stood in front, outside the picture included.</summary>
    private int Paint(Cutout person, int left, byte id, byte[] rgb, byte[] ids)
    {
        int whole = 0;
        for (int y = 0; y < person.Box.Height; y++)
        {
            for (int x = 0; x < person.Box.Width; x++)
            {
                int from = (y * person.Box.Width) + x;
                float opacity = person.Opacity[from];
                whole += opacity > 0.5f ? 1 : 0;
                if (opacity == 0 || left + x < 0 || left + x >= _size.Width)
                {
                    continue;
                }

                int to = ((person.Box.Y + y) * _size.Width) + left + x;
                ids[to] = opacity > 0.5f ? id : ids[to];
                for (int c = 0; c < 3; c++)
                {
                    rgb[(3 * to) + c] = (byte)MathF.Round((opacity * person.Rgb[(3 * from) + c]) + ((1 - opacity) * rgb[(3 * to) + c]));
                }
            }
        }

        return whole;
    }

    private static byte[] MedianOf(IReadOnlyList<Frame> frames)
    {
        byte[][] pictures = [.. frames.Select(frame =>
        {
            byte[] rgb = new byte[3 * frame.Size.Pixels];
            frame.CopyRgb(frame.Size, rgb);
            return rgb;
        })];
        byte[] median = new byte[pictures[0].Length];
        byte[] values = new byte[pictures.Length];
        for (int i = 0; i < median.Length; i++)
        {
            for (int p = 0; p < pictures.Length; p++)
            {
                values[p] = pictures[p][i];
            }

            Array.Sort(values);
            median[i] = values[values.Length / 2];
        }

        return median;
    }

    /// <param name="Person">Who walks.</param>
    /// <param name="Start">Of the box's left side in frame 0, in pixels.</param>
    /// <param name="Pace">In pixels a frame; below 0: to the left.</param>
    private sealed record Walker(Cutout Person, double Start, double Pace)
    {
        /// <summary>Turns round at the picture's sides.</summary>
        public int LeftAt(int frame, int width)
        {
            double way = width - Person.Box.Width;
            double walked = Math.Abs((Start + (Pace * frame)) % (2 * way));
            return (int)Math.Round(walked <= way ? walked : (2 * way) - walked);
        }
    }
}
