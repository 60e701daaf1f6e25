namespace VideoSeg.Bench.Masks;

/// <summary>What <see cref="MaskBenchmark"/> measured.</summary>
/// <param name="Frames">How many maps.</param>
/// <param name="Masks">How many segments they have.</param>
/// <param name="Encodings">Each way to write them; RLE first.</param>
/// <param name="ThingBytes">Of RLE, a value for each mask of a thing.</param>
internal sealed record MaskResult(int Frames, int Masks, IReadOnlyList<EncodingCost> Encodings, Samples ThingBytes);
