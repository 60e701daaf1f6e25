namespace VideoSeg.Client;

/// <summary>
/// A closed outline of a mask. Points are pixel edges, not pixel centres, in pixels of the frame as it was sent; a mask's rings are filled by
/// the even-odd rule.
/// </summary>
/// <param name="Points">x0, y0, x1, y1, …; the last point joins the first.</param>
/// <param name="IsHole">Whether the ring bounds a hole. Outer rings run clockwise on the screen, holes counter-clockwise.</param>
public sealed record PolygonRing(IReadOnlyList<float> Points, bool IsHole);
