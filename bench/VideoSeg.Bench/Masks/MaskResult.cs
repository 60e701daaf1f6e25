namespace VideoSeg.Bench.Masks;

/// <summary>The result of <see cref="MaskBenchmark"/>.</summary>
/// <param name="Frames">The number of maps.</param>
/// <param name="Masks">The number of segments in all maps.</param>
/// <param name="Encodings">The encodings; RLE first.</param>
/// <param name="ThingBytes">The RLE size in bytes of each thing mask.</param>
internal sealed record MaskResult(int Frames, int Masks, IReadOnlyList<EncodingCost> Encodings, Samples ThingBytes);
