namespace VideoSeg.Vision.Masks;

/// <summary>A closed outline.</summary>
/// <param name="Points">x0, y0, x1, y1, … in pixels; the last point joins the first.</param>
/// <param name="IsHole">True: what it encloses is not part of the mask.</param>
public sealed record PolygonRing(IReadOnlyList<float> Points, bool IsHole);
