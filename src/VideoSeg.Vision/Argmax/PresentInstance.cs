namespace VideoSeg.Vision.Argmax;

/// <summary>An instance that may get pixels of a quad.</summary>
/// <param name="Gate">Mask logits: the instance is there where they are above 0.</param>
/// <param name="Sum">Mask logit + semantic logit of its class: what it competes with.</param>
/// <param name="Box">In pixels of the frame; the instance is nowhere else.</param>
/// <param name="TakesUnclaimed">Whether its class reads a channel of things, whose pixels it may have though its mask denies them.</param>
internal readonly record struct PresentInstance(CornerLogits Gate, CornerLogits Sum, PixelBox Box, bool TakesUnclaimed)
{
    public bool Covers(in Quad quad) => quad.Left >= Box.X && quad.Right <= Box.Right && quad.Top >= Box.Y && quad.Bottom <= Box.Bottom;
}
