namespace VideoSeg.Vision.Drawing;

/// <summary>A colour for each track: the same in each frame, and far from those of the tracks before and after it.</summary>
public static class TrackColours
{
    // A step of the golden ratio around the circle of hues never comes close to a recent one.
    private const double GoldenRatio = 0.618033988749895;

    private static readonly (double Saturation, double Value)[] Tones = [(0.72, 1.0), (0.88, 0.86), (0.50, 1.0)];

    public static Rgb Of(long trackId)
    {
        // The remainder first: the product of a large id would lose the fraction.
        var turn = ((trackId % 1_000_000) * GoldenRatio) + 0.08;
        var (saturation, value) = Tones[(int)(((trackId % 3) + 3) % 3)];
        return FromHsv(turn - Math.Floor(turn), saturation, value);
    }

    /// <summary>All from 0 to 1; hue 0 is red, 1/3 green, 2/3 blue.</summary>
    private static Rgb FromHsv(double hue, double saturation, double value)
    {
        return new(Channel(5), Channel(3), Channel(1));

        // Alvy Ray Smith's hexcone in the form of one function for the three channels.
        byte Channel(int offset)
        {
            var k = (offset + (6 * hue)) % 6;
            return (byte)Math.Round(255 * value * (1 - (saturation * Math.Clamp(Math.Min(k, 4 - k), 0, 1))));
        }
    }
}
