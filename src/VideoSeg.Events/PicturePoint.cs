namespace VideoSeg.Events;

/// <summary>A place in the picture as fractions of its width and height: x to the right, y down, 0 to 1. So rules fit every resolution.</summary>
public readonly record struct PicturePoint(double X, double Y)
{
    /// <summary>Above 0 where <paramref name="point"/> lies to the right hand of one who looks from <paramref name="from"/> to <paramref name="to"/> (y is down).</summary>
    public static double Side(PicturePoint from, PicturePoint to, PicturePoint point) =>
        ((to.X - from.X) * (point.Y - from.Y)) - ((to.Y - from.Y) * (point.X - from.X));
}
