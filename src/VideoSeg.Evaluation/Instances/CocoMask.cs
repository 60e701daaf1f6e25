using System.Text.Json;
using VideoSeg.Vision;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Evaluation.Instances;

/// <summary>Reads the forms that COCO writes masks in: polygons, run lengths, and compressed run lengths.</summary>
internal static class CocoMask
{
    /// <returns>[height, width]: 1 where the mask is set, else 0.</returns>
    /// <exception cref="MaskException">The segmentation is in none of the three forms, or broken.</exception>
    public static byte[] Read(JsonElement segmentation, PixelSize size)
    {
        var mask = new byte[size.Pixels];
        switch (segmentation)
        {
            case { ValueKind: JsonValueKind.Array }:
                foreach (var polygon in segmentation.EnumerateArray())
                {
                    CocoPolygon.Paint([.. polygon.EnumerateArray().Select(c => c.GetDouble())], size, mask);
                }

                break;
            case { ValueKind: JsonValueKind.Object } when segmentation.TryGetProperty("counts", out var counts):
                if (counts.ValueKind == JsonValueKind.String)
                {
                    new RleMask(size, counts.GetString()!).Decode(mask);
                }
                else
                {
                    PaintRuns([.. counts.EnumerateArray().Select(c => c.GetInt32())], size, mask);
                }

                break;
            default:
                throw new MaskException("A segmentation must be a list of polygons, or an object with 'counts'.");
        }

        return mask;
    }

    /// <param name="runs">Run lengths column by column, the first one of pixels that are not set.</param>
    /// <param name="size">The size of the mask.</param>
    /// <param name="mask">[height, width].</param>
    private static void PaintRuns(int[] runs, PixelSize size, byte[] mask)
    {
        if (runs.Any(run => run < 0) || runs.Sum(run => (long)run) != mask.Length)
        {
            throw new MaskException($"The run lengths cover {runs.Sum(run => (long)run)} pixels; a mask of {size} has {mask.Length}.");
        }

        var at = 0;
        foreach (var (index, run) in runs.Index())
        {
            for (var end = at + run; at < end; at++)
            {
                mask[(at % size.Height * size.Width) + (at / size.Height)] = (byte)(index % 2);
            }
        }
    }
}
