using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>
/// Keeps each detection's mask as a crop of its own. A crop has at most <see cref="MostSide"/> cells a side, and as there is little room for all of them together,
/// fewer where many large ones come before: none is dropped.
/// </summary>
internal sealed class CropWriter
{
    /// <summary>The most cells of a crop along a side.</summary>
    public const int MostSide = 200;

    /// <summary>The side that a crop has in any case: Mask R-CNN's own.</summary>
    private const int LeastSide = 28;

    /// <summary>Room for so many crops of the most cells.</summary>
    private const int LargeCrops = 8;

    private readonly int _most;
    private int _end;

    /// <param name="most">How many detections there may be.</param>
    public CropWriter(int most)
    {
        _most = most;
        Places = InstanceTensors.Float("detections.places", most, MaskSource.PlaceLength);
        Values = InstanceTensors.Float("detections.crops", (LargeCrops * MostSide * MostSide) + (most * LeastSide * LeastSide));
    }

    public TensorSpec Places { get; }

    public TensorSpec Values { get; }

    /// <summary>Begins the next frame.</summary>
    public void Begin(PartTensors parts)
    {
        _end = 0;
        parts[Places].Clear();
    }

    /// <summary>Keeps a crop of a map of logits.</summary>
    /// <param name="index">The index of the detection; they come in rising order.</param>
    /// <param name="detection">The crop moves with its box.</param>
    /// <param name="map">[height, width].</param>
    /// <param name="size">Its size in cells.</param>
    /// <param name="crop">The part of the map that is kept, in cells.</param>
    /// <param name="area">Where the map lies in the input, in its pixels: left, top, right, bottom.</param>
    /// <param name="parts">Written.</param>
    public void Add(int index, in Detection detection, ReadOnlySpan<float> map, PixelSize size, PixelBox crop, (double Left, double Top, double Right, double Bottom) area, PartTensors parts)
    {
        var (columns, rows) = SizeOf(crop, _most - index - 1);
        var values = parts[Values].Slice(_end, columns * rows);
        for (int y = 0; y < rows; y++)
        {
            double v = crop.Y + ((y + 0.5) * crop.Height / rows) - 0.5;
            for (int x = 0; x < columns; x++)
            {
                values[(y * columns) + x] = Sample(map, size, crop.X + ((x + 0.5) * crop.Width / columns) - 0.5, v);
            }
        }

        double cellWidth = (area.Right - area.Left) / size.Width;
        double cellHeight = (area.Bottom - area.Top) / size.Height;
        var place = parts[Places].Slice(index * MaskSource.PlaceLength, MaskSource.PlaceLength);
        place[0] = (float)(area.Left + (crop.X * cellWidth) - detection.Left);
        place[1] = (float)(area.Top + (crop.Y * cellHeight) - detection.Top);
        place[2] = (float)(area.Left + (crop.Right * cellWidth) - detection.Left);
        place[3] = (float)(area.Top + (crop.Bottom * cellHeight) - detection.Top);
        (place[4], place[5], place[6]) = (columns, rows, _end);
        _end += columns * rows;
    }

    /// <summary>The cells of a crop: its own where there is room, else fewer, the same in each direction.</summary>
    private (int Columns, int Rows) SizeOf(PixelBox crop, int stillToCome)
    {
        int room = (int)Values.Shape[1] - _end - (stillToCome * LeastSide * LeastSide);
        double shrink = Math.Max(1, Math.Max(Math.Max(crop.Width, crop.Height) / (double)MostSide, Math.Sqrt(crop.Area / (double)room)));
        return shrink == 1 ? (crop.Width, crop.Height) : (Math.Max(1, (int)(crop.Width / shrink)), Math.Max(1, (int)(crop.Height / shrink)));
    }

    /// <summary>Bilinear between the centres of cells, edges clamped.</summary>
    private static float Sample(ReadOnlySpan<float> map, PixelSize size, double x, double y)
    {
        x = Math.Clamp(x, 0, size.Width - 1);
        y = Math.Clamp(y, 0, size.Height - 1);
        int left = (int)x, top = (int)y;
        int right = Math.Min(left + 1, size.Width - 1), bottom = Math.Min(top + 1, size.Height - 1);
        float across = (float)(x - left);
        float over = float.Lerp(map[(top * size.Width) + left], map[(top * size.Width) + right], across);
        float under = float.Lerp(map[(bottom * size.Width) + left], map[(bottom * size.Width) + right], across);
        return float.Lerp(over, under, (float)(y - top));
    }
}
