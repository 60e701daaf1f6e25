using System.Text;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Bench.Fuzz.Files;

/// <summary>Run lengths of masks as COCO writes them.</summary>
internal static class MaskText
{
    private static readonly PixelSize Size = new(64, 48);

    public static FuzzTarget Target { get; } = new("rle", [.. Seeds()], Parse);

    private static IEnumerable<byte[]> Seeds()
    {
        var random = new Random(1);
        foreach (int share in new[] { 2, 10, 50 })
        {
            byte[] mask = [.. Enumerable.Range(0, (int)Size.Pixels).Select(_ => (byte)(random.Next(share) == 0 ? 1 : 0))];
            yield return Encoding.ASCII.GetBytes(RleMask.FromMask(Size, mask).Counts);
        }
    }

    private static bool Parse(byte[] input)
    {
        var mask = new RleMask(Size, Encoding.Latin1.GetString(input));
        try
        {
            mask.Decode(new byte[Size.Pixels]);
            return mask.Area >= 0 && mask.Box.Width >= 0;
        }
        catch (MaskException)
        {
            return false;
        }
    }
}
