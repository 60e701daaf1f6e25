namespace VideoSeg.Inference.Packages;

/// <summary>How model.json names an output of a graph.</summary>
/// <param name="Name">Its name; null: it is named by its place.</param>
/// <param name="Index">Its place among the outputs, from 0; not read where it has a name.</param>
public sealed record OutputName(string? Name, int Index);
