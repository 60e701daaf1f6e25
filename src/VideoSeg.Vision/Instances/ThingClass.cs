namespace VideoSeg.Vision.Instances;

/// <summary>A class of things, as a column of the scores stands for it.</summary>
/// <param name="Class">The index of the class.</param>
/// <param name="Channel">The channel of the semantic logits that the class reads.</param>
internal readonly record struct ThingClass(int Class, int Channel);
