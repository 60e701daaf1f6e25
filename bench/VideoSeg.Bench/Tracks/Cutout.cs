using VideoSeg.V1;
using VideoSeg.Vision;
using Frame = VideoSeg.Vision.Frames.Frame;
using RleMask = VideoSeg.Vision.Masks.RleMask;

namespace VideoSeg.Bench.Tracks;

/// <summary>A person cut out of a frame.</summary>
/// <param name="Box">Where the person stood, in pixels of the frame.</param>
/// <param name="Rgb">[height, width, 3] of the box.</param>
/// <param name="Opacity">[height, width] of the box, 0 to 1: how much of a pixel is the person; soft at the edge.</param>
internal sealed record Cutout(PixelBox Box, byte[] Rgb, float[] Opacity)
{
    private const int SmallestArea = 600;

    /// <summary>Whole people whom nobody stands in front of, each once, where it is largest; the largest first.</summary>
    /// <param name="frames">Decoded, borrowed.</param>
    /// <param name="results">Of the frames, with RLE masks.</param>
    /// <param name="category">The id of the class of people.</param>
    public static IReadOnlyList<Cutout> Of(IReadOnlyList<Frame> frames, IReadOnlyList<Segmentation> results, int category)
    {
        var candidates =
            from pair in frames.Zip(results)
            let things = pair.Second.Segments.Where(s => s.IsThing).ToList()
            from person in things
            where person.CategoryId == category && person.Area >= SmallestArea && IsInside(BoxOf(person), pair.First.Size)
                && things.TrueForAll(other => other == person || PixelBox.IntersectionOverUnion(BoxOf(other), BoxOf(person)) == 0)
            select (Frame: pair.First, Person: person);
        return
        [
            .. candidates.GroupBy(c => c.Person.TrackId)
                .Select(sightings => sightings.MaxBy(c => c.Person.Area))
                .OrderByDescending(c => c.Person.Area)
                .Select(c => Of(c.Frame, c.Person)),
        ];
    }

    private static Cutout Of(Frame frame, Segment person)
    {
        var box = BoxOf(person);
        var rgb = new byte[3 * frame.Size.Pixels];
        frame.CopyRgb(frame.Size, rgb);
        var mask = new byte[frame.Size.Pixels];
        new RleMask(frame.Size, person.Rle.Counts).Paint(mask.AsSpan(), (byte)1);

        var colours = new byte[3 * box.Area];
        var opacity = new float[box.Area];
        for (int y = 0; y < box.Height; y++)
        {
            rgb.AsSpan(3 * (((box.Y + y) * frame.Size.Width) + box.X), 3 * box.Width).CopyTo(colours.AsSpan(3 * y * box.Width));
            for (int x = 0; x < box.Width; x++)
            {
                opacity[(y * box.Width) + x] = MeanAround(mask, frame.Size.Width, box.X + x, box.Y + y);
            }
        }

        return new Cutout(box, colours, opacity);
    }

    private static float MeanAround(byte[] mask, int width, int x, int y)
    {
        int sum = 0;
        for (int row = y - 1; row <= y + 1; row++)
        {
            for (int column = x - 1; column <= x + 1; column++)
            {
                sum += mask[(row * width) + column];
            }
        }

        return sum / 9f;
    }

    private static bool IsInside(PixelBox box, PixelSize frame) => box.X > 1 && box.Y > 1 && box.Right < frame.Width - 1 && box.Bottom < frame.Height - 1;

    private static PixelBox BoxOf(Segment segment) => new((int)segment.Box.X, (int)segment.Box.Y, (int)segment.Box.Width, (int)segment.Box.Height);
}
