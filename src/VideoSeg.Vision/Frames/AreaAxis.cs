namespace VideoSeg.Vision.Frames;

/// <summary>Along one axis: which pixels of a picture a pixel of the smaller one covers, and the share of the mean that each has.</summary>
internal sealed class AreaAxis
{
    /// <summary>In pixels; a sliver below it comes from rounding.</summary>
    private const double Sliver = 1e-6;

    private readonly int[] _starts;
    private readonly (int Pixel, float Weight)[] _covered;

    public AreaAxis(int pixels, int smallerPixels)
    {
        var scale = (double)pixels / smallerPixels;
        var covered = new List<(int, float)>(pixels + smallerPixels);
        _starts = new int[smallerPixels + 1];
        for (var i = 0; i < smallerPixels; i++)
        {
            var (from, to) = (i * scale, Math.Min((i + 1) * scale, pixels));
            for (var pixel = (int)from; pixel < to; pixel++)
            {
                var length = Math.Min(pixel + 1, to) - Math.Max(pixel, from);
                if (length > Sliver)
                {
                    covered.Add((pixel, (float)(length / scale)));
                }
            }

            _starts[i + 1] = covered.Count;
        }

        _covered = [.. covered];
    }

    /// <summary>Pixels of the smaller picture.</summary>
    public int Length => _starts.Length - 1;

    public ReadOnlySpan<(int Pixel, float Weight)> CoveredBy(int smallerPixel) => _covered.AsSpan(_starts[smallerPixel].._starts[smallerPixel + 1]);
}
