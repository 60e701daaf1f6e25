using VideoSeg.Vision.Frames;

namespace VideoSeg.Bench.Tracks;

/// <summary>
/// A clip whose identities are known exactly: people cut out of a real one walk over an empty scene, to and fro at walking pace, and pass in
/// front of each other. Each keeps to where it stood in the picture, so that its size is right; who stands lower is nearer.
/// </summary>
internal sealed class SyntheticWalk
{
    private const double SlowestPace = 1.5;

    /// <summary>In pixels a frame, at ten frames a second and about 70 pixels a person.</summary>
    private const double FastestPace = 4;

    private readonly EmptyScene _scene;
    private readonly Walker[] _walkers;

    /// <param name="scene">Where they walk.</param>
    /// <param name="people">At least one.</param>
    /// <param name="walkers">Each is one of the people, in turn.</param>
    /// <param name="seed">Of the paths.</param>
    public SyntheticWalk(EmptyScene scene, IReadOnlyList<Cutout> people, int walkers, int seed)
    {
        _scene = scene;
        var random = new Random(seed);
        _walkers =
        [
            .. Enumerable.Range(0, walkers).Select(i => new Walker(
                people[i % people.Count],
                random.NextDouble() * scene.Size.Width,
                (SlowestPace + (random.NextDouble() * (FastestPace - SlowestPace))) * (i % 2 == 0 ? 1 : -1))),
        ];
    }

    /// <summary>Frame number <paramref name="index"/> as a JPEG of quality 90, and who is seen at each pixel.</summary>
    public (byte[] Jpeg, WalkTruth Truth) Draw(int index)
    {
        byte[] rgb = [.. _scene.Rgb];
        byte[] ids = new byte[_scene.Size.Pixels];
        int[] whole = new int[_walkers.Length + 1];
        foreach (var (i, walker) in _walkers.Index().OrderBy(w => w.Item.Person.Box.Bottom))
        {
            whole[i + 1] = Paint(walker.Person, walker.LeftAt(index, _scene.Size.Width), (byte)(i + 1), rgb, ids);
        }

        using var frame = FrameDecoder.Decode(new RawPicture(PixelFormat.Rgb24, _scene.Size, 0, rgb), new FrameLimits(_scene.Size.Pixels));
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
                if (opacity == 0 || left + x < 0 || left + x >= _scene.Size.Width)
                {
                    continue;
                }

                int to = ((person.Box.Y + y) * _scene.Size.Width) + left + x;
                ids[to] = opacity > 0.5f ? id : ids[to];
                for (int c = 0; c < 3; c++)
                {
                    rgb[(3 * to) + c] = (byte)MathF.Round((opacity * person.Rgb[(3 * from) + c]) + ((1 - opacity) * rgb[(3 * to) + c]));
                }
            }
        }

        return whole;
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
