using OpenCvSharp;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Vision.Drawing;

/// <summary>
/// Draws a segmentation over its frame: transparent masks, outlines and names of things in a colour for each track, a
/// legend of the stuff, and a caption.
/// </summary>
public sealed class OverlayPainter
{
    /// <summary>How much of the colour of a thing is seen, 0 to 1; default 0.5.</summary>
    public double ThingOpacity { get; init; } = 0.5;

    /// <summary>How much of the colour of stuff is seen, 0 to 1; default 0.35.</summary>
    public double StuffOpacity { get; init; } = 0.35;

    /// <summary>Names the colours of stuff at the bottom; default true.</summary>
    public bool ShowLegend { get; init; } = true;

    /// <summary>Draws into the frame's pixels.</summary>
    /// <param name="frame">Borrowed; it is changed.</param>
    /// <param name="segments">Masks are all of one size.</param>
    /// <param name="caption">In the top left corner.</param>
    /// <exception cref="Masks.MaskException">The run lengths of a mask are broken.</exception>
    public void Paint(Frame frame, IReadOnlyList<OverlaySegment> segments, OverlayCaption? caption = null)
    {
        var bgr = frame.Bgr;
        using (var masks = SegmentMasks.Of(segments, bgr.Size()))
        {
            masks?.Blend(bgr, segments.Select(segment => (ColourOf(segment), segment.Category.IsThing ? ThingOpacity : StuffOpacity)).ToArray());

            // Over all masks: a neighbour's mask must not cover an outline.
            for (var i = 0; i < segments.Count; i++)
            {
                if (segments[i].Category.IsThing)
                {
                    Outline(frame, masks, i, segments[i]);
                }
            }
        }

        var plates = new TextPlates(bgr);
        if (caption is not null)
        {
            plates.AddCaption(caption);
        }

        if (ShowLegend)
        {
            plates.AddLegend(segments.Where(segment => !segment.Category.IsThing).Select(segment => (segment.Category.Name, ColourOf(segment))));
        }

        // Older tracks choose their place first, so that names do not jump about.
        foreach (var thing in segments.Where(segment => segment.Category.IsThing).OrderBy(segment => segment.TrackId ?? long.MaxValue))
        {
            var name = thing.TrackId is { } id ? $"{thing.Category.Name} {id}" : thing.Category.Name;
            plates.AddName(FormattableString.Invariant($"{name} {thing.Score:0.00}"), BoxOf(frame, thing), ColourOf(thing));
        }
    }

    private static Rgb ColourOf(OverlaySegment segment) => segment.TrackId is { } id ? TrackColours.Of(id) : segment.Category.Colour;

    private static void Outline(Frame frame, SegmentMasks? masks, int index, OverlaySegment segment)
    {
        var colour = ColourOf(segment).ToScalar();
        var thickness = Math.Max(1, (int)Math.Round(frame.Bgr.Height / 400.0));
        if (masks is null || segment.Mask is null)
        {
            Cv2.Rectangle(frame.Bgr, BoxOf(frame, segment), colour, thickness);
            return;
        }

        Cv2.Polylines(frame.Bgr, masks.Contours(index), isClosed: true, colour, thickness, LineTypes.AntiAlias);
    }

    /// <summary>In the pixels that are held, which may be fewer than were sent.</summary>
    private static Rect BoxOf(Frame frame, OverlaySegment segment)
    {
        var (x, y) = ((double)frame.Bgr.Width / frame.Size.Width, (double)frame.Bgr.Height / frame.Size.Height);
        var box = segment.Box;
        return new((int)(box.X * x), (int)(box.Y * y), (int)Math.Ceiling(box.Width * x), (int)Math.Ceiling(box.Height * y));
    }
}
