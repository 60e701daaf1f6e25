namespace VideoSeg.Events.Rules;

/// <summary>A line in the picture that objects cross.</summary>
/// <param name="Name">Chosen by the author of the rules.</param>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends; not <paramref name="From"/>.</param>
/// <param name="Classes">The names of the classes that count; empty: all things.</param>
public sealed record EventLine(string Name, PicturePoint From, PicturePoint To, IReadOnlyList<string> Classes)
{
    public bool HasOnItsRight(PicturePoint point) => PicturePoint.Side(From, To, point) > 0;

    /// <summary>Whether the segment from <paramref name="a"/> to <paramref name="b"/>, which lie on different sides, crosses the line between its ends.</summary>
    public bool IsBetween(PicturePoint a, PicturePoint b) => (PicturePoint.Side(a, b, From) > 0) != (PicturePoint.Side(a, b, To) > 0);
}
