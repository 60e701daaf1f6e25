namespace VideoSeg.Inference.Tests.Families;

/// <param name="Id">The id of the class.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Box">x0, y0, x1, y1 in pixels of the picture.</param>
/// <param name="Mask">A byte a pixel; null: it was not kept.</param>
internal sealed record ExpectedInstance(int Id, float Score, float[] Box, byte[]? Mask);
