namespace VideoSeg.Events.Rules;

/// <summary>A region of the picture that objects enter and leave.</summary>
/// <param name="Name">Chosen by the author of the rules.</param>
/// <param name="Polygon">At least three corners; the last joins the first.</param>
/// <param name="Classes">The names of the classes that count; empty: all things.</param>
/// <param name="CountOver">There is an event when more objects than these are inside; null: there is none.</param>
public sealed record EventZone(string Name, IReadOnlyList<PicturePoint> Polygon, IReadOnlyList<string> Classes, int? CountOver)
{
    /// <summary>Whether a point lies inside, by the even-odd rule.</summary>
    public bool Contains(PicturePoint point)
    {
        bool inside = false;
        var a = Polygon[^1];
        foreach (var b in Polygon)
        {
            if ((a.Y > point.Y) != (b.Y > point.Y) && point.X < a.X + ((point.Y - a.Y) / (b.Y - a.Y) * (b.X - a.X)))
            {
                inside = !inside;
            }

            a = b;
        }

        return inside;
    }
}
