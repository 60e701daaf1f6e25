namespace VideoSeg.Vision.Tracking;

/// <summary>A box in fractions of the frame (0..1), so that a track outlives a change of the frame's size.</summary>
internal readonly record struct TrackBox(double CentreX, double CentreY, double Width, double Height)
{
    public static TrackBox Of(PixelBox box, PixelSize frame) => new(
        (box.X + box.Width / 2.0) / frame.Width,
        (box.Y + box.Height / 2.0) / frame.Height,
        (double)box.Width / frame.Width,
        (double)box.Height / frame.Height);

    public PixelBox In(PixelSize frame)
    {
        int left = (int)Math.Round((CentreX - Width / 2) * frame.Width);
        int top = (int)Math.Round((CentreY - Height / 2) * frame.Height);
        return new PixelBox(left, top, (int)Math.Round(Width * frame.Width), (int)Math.Round(Height * frame.Height));
    }

    public static double IntersectionOverUnion(TrackBox a, TrackBox b)
    {
        double width = Overlap(a.CentreX, a.Width, b.CentreX, b.Width);
        double height = Overlap(a.CentreY, a.Height, b.CentreY, b.Height);
        double overlap = width * height;
        return overlap == 0 ? 0 : overlap / (a.Width * a.Height + b.Width * b.Height - overlap);
    }

    /// <summary>Between the centres, in mean sizes of the two; a size is the square root of the area in pixels.</summary>
    public static double Distance(TrackBox a, TrackBox b, PixelSize frame)
    {
        double x = (a.CentreX - b.CentreX) * frame.Width;
        double y = (a.CentreY - b.CentreY) * frame.Height;
        double size = (Math.Sqrt(a.Width * a.Height) + Math.Sqrt(b.Width * b.Height)) / 2 * Math.Sqrt(frame.Pixels);
        return Math.Sqrt(x * x + y * y) / size;
    }

    private static double Overlap(double centreA, double lengthA, double centreB, double lengthB) =>
        Math.Max(0, Math.Min(centreA + lengthA / 2, centreB + lengthB / 2) - Math.Max(centreA - lengthA / 2, centreB - lengthB / 2));
}
