namespace VideoSeg.Bench.Fuzz;

/// <summary>A parser of bytes that come from outside.</summary>
/// <param name="Name">The name on the command line and in the report: lower case, words joined by hyphens.</param>
/// <param name="Seeds">Valid inputs, which are mutated.</param>
/// <param name="Parse">Parses an input, and returns whether it was accepted. It catches what the parser throws for input that it refuses; any other exception is a fault.</param>
internal sealed record FuzzTarget(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], bool> Parse);
