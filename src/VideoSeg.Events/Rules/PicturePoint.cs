namespace VideoSeg.Events.Rules;

/// <summary>A point in the picture as fractions of its width and height: x to the right, y down, 0 to 1. So rules fit every resolution.</summary>
public readonly record struct PicturePoint(double X, double Y)
{
    /// <summary>Above 0 if <paramref name="point"/> lies on the right when facing from <paramref name="from"/> to <paramref name="to"/> (y is down).</summary>
    public static double Side(PicturePoint from, PicturePoint to, PicturePoint point) =>
        ((to.X - from.X) * (point.Y - from.Y)) - ((to.Y - from.Y) * (point.X - from.X));
}
