namespace VideoSeg.Vision.Panoptic;

/// <summary>A class that a model knows.</summary>
/// <param name="Id">As the model's package names it; need not be an index.</param>
/// <param name="Name">For people.</param>
/// <param name="IsThing">True: countable, one segment each; false: stuff, one segment a frame.</param>
/// <param name="Colour">For drawing.</param>
public sealed record Category(int Id, string Name, bool IsThing, Rgb Colour);
