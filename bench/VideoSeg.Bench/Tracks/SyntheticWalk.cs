using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Bench.Tracks;

/// <summary>
/// A synthetic clip with known identities: people cut out of a real clip walk to and fro over an empty scene and occlude each other. Each keeps
/// its vertical position, so that its size is right for its distance; whoever is lower in the frame is nearer.
/// </summary>
internal sealed class SyntheticWalk
{
    private const double SlowestSpeed = 1.5;

    /// <summary>The fastest walking speed in pixels per frame, at ten frames per second and about 70 pixels per person.</summary>
    private const double FastestSpeed = 4;

    private readonly EmptyScene _scene;
    private readonly Walker[] _walkers;

    /// <param name="scene">The background.</param>
    /// <param name="people">The cut-outs; at least one.</param>
    /// <param name="walkers">The number of walkers, which use the cut-outs in turn.</param>
    /// <param name="seed">The random seed of the paths.</param>
    public SyntheticWalk(EmptyScene scene, IReadOnlyList<Cutout> people, int walkers, int seed)
    {
        _scene = scene;
        var random = new Random(seed);
        _walkers =
        [
            .. Enumerable.Range(0, walkers).Select(i => new Walker(
                people[i % people.Count],
                random.NextDouble() * scene.Size.Width,
                (SlowestSpeed + (random.NextDouble() * (FastestSpeed - SlowestSpeed))) * (i % 2 == 0 ? 1 : -1))),
        ];
    }

    /// <summary>Draws frame <paramref name="index"/> as a JPEG of quality 90 and returns its ground truth.</summary>
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

    /// <summary>Draws a person and returns its number of pixels without occlusion, including those outside the frame.</summary>
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

    /// <param name="Person">The cut-out.</param>
    /// <param name="Start">The left side of the box in frame 0, in pixels.</param>
    /// <param name="Speed">The speed in pixels per frame; negative to the left.</param>
    private sealed record Walker(Cutout Person, double Start, double Speed)
    {
        /// <summary>Returns the left side of the box; walkers turn round at the edges of the frame.</summary>
        public int LeftAt(int frame, int width)
        {
            double way = width - Person.Box.Width;
            double walked = Math.Abs((Start + (Speed * frame)) % (2 * way));
            return (int)Math.Round(walked <= way ? walked : (2 * way) - walked);
        }
    }
}
