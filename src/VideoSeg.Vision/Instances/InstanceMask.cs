namespace VideoSeg.Vision.Instances;

/// <summary>A detection that takes part in the merge.</summary>
/// <param name="Detection">Its index among the detected instances.</param>
/// <param name="Class">The index of its category.</param>
/// <param name="Channel">The channel of the semantic logits that its class reads.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Cells">Its box in whole cells of the grid, widened by one cell; the mask ends there.</param>
/// <param name="Logits">The cells whose mask logits are known: <paramref name="Cells"/> and one cell around, for interpolation.</param>
/// <param name="Offset">Where they lie, row by row.</param>
internal readonly record struct InstanceMask(int Detection, int Class, int Channel, float Score, PixelBox Cells, PixelBox Logits, int Offset)
{
    /// <summary>The index of the logit of a cell inside <see cref="Logits"/>.</summary>
    public int At(int x, int y) => Offset + (y - Logits.Y) * Logits.Width + x - Logits.X;
}
