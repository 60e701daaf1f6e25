namespace VideoSeg.Evaluation.Instances;

/// <summary>A box in pixels.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">The width.</param>
/// <param name="Height">The height.</param>
public readonly record struct InstanceBox(double X, double Y, double Width, double Height)
{
    /// <summary>The area in square pixels.</summary>
    public double Area => Width * Height;

    /// <summary>The area that this box shares with another one.</summary>
    public double Intersection(InstanceBox other)
    {
        double width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        double height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
