using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Video;

namespace VideoSeg.Vision.Tests.Video;

/// <summary>What came out of a video that was read to its end.</summary>
/// <param name="Sizes">The size of each frame.</param>
/// <param name="Times">In seconds, from the first frame.</param>
/// <param name="Centres">The colour in the middle of each frame.</param>
/// <param name="Shortfall">What was missing.</param>
/// <param name="StartTime">When the first frame is shown, from the start of the file.</param>
/// <param name="Aspect">The shape of the pixels.</param>
internal sealed record ReadVideo(IReadOnlyList<PixelSize> Sizes, IReadOnlyList<double> Times, IReadOnlyList<Rgb> Centres, VideoShortfall? Shortfall, TimeSpan StartTime, PixelAspect Aspect)
{
    public static ReadVideo Of(string path)
    {
        using var reader = VideoReader.Open(path);
        var (sizes, times, centres) = (new List<PixelSize>(), new List<double>(), new List<Rgb>());
        while (reader.TryRead(out var frame))
        {
            using (frame)
            {
                sizes.Add(frame.Size);
                times.Add(Math.Round(reader.Time!.Value.TotalSeconds, 4));
                centres.Add(At(frame, 0.5, 0.5));
            }
        }

        return new ReadVideo(sizes, times, centres, reader.Shortfall, reader.StartTime, reader.PixelAspect);
    }

    /// <summary>The colour of a pixel; x and y are shares of width and height.</summary>
    public static Rgb At(Frame frame, double x, double y)
    {
        var rgb = Pictures.Rgb(frame);
        var at = 3 * (((int)(y * frame.Size.Height) * frame.Size.Width) + (int)(x * frame.Size.Width));
        return new Rgb(rgb[at], rgb[at + 1], rgb[at + 2]);
    }
}
