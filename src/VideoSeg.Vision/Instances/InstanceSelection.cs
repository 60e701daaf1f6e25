using System.Numerics.Tensors;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Vision.Instances;

/// <summary>
/// Chooses the detections that take part in the merge and holds their mask logits on the grid, in the box only; a cell belongs to the mask when its
/// logit is above 0. Detections are dropped as in UPSNet (mask_removal), with one difference: taken cells count whatever their class.
/// </summary>
internal sealed class InstanceSelection
{
    private readonly List<(float Score, int Detection, ThingClass Thing)> _candidates = [];
    private readonly List<InstanceMask> _kept = [];
    private float[] _logits = [];
    private bool[] _taken = [];

    /// <summary>By falling score.</summary>
    public IReadOnlyList<InstanceMask> Kept => _kept;

    public ReadOnlySpan<float> Logits => _logits;

    public void Clear() => _kept.Clear();

    /// <param name="prediction">The prediction of one frame.</param>
    /// <param name="things">The class of each column of the scores, and the channel that the class reads.</param>
    /// <param name="threshold">The lowest score of detections that may take part, 0 to 1.</param>
    /// <param name="expectations">The things expected in this frame; each kept detection takes its own.</param>
    /// <param name="overlapLimit">The largest share of a mask that may already be taken, 0 to 1; null: any.</param>
    /// <param name="fewestCells">Masks with fewer cells are dropped.</param>
    public void Choose(in Prediction prediction, ReadOnlySpan<ThingClass> things, double threshold, Expectations expectations, double? overlapLimit, int fewestCells)
    {
        _kept.Clear();
        Rank(prediction.Instances.Scores, things, threshold);
        PixelSize grid = prediction.Instances.Masks.Grid;
        int cells = (int)grid.Pixels;
        Array.Resize(ref _taken, Math.Max(_taken.Length, cells));
        _taken.AsSpan(0, cells).Clear();
        int offset = 0;
        foreach ((float score, int detection, ThingClass thing) in _candidates)
        {
            ReadOnlySpan<float> place = prediction.Instances.Boxes.Slice(detection * 4, 4);
            if (!expectations.Accepts(score, thing.Class, place, out ExpectedThing? match))
            {
                continue;
            }

            PixelBox box = BoxInCells(place, grid, prediction.Input);
            PixelBox known = Widen(box, grid);
            var mask = new InstanceMask(detection, thing.Class, thing.Channel, score, box, known, offset);
            FillLogits(prediction.Instances.Masks, mask);
            if (Take(mask, grid.Width, overlapLimit, fewestCells))
            {
                _kept.Add(mask);
                offset += (int)known.Area;
                if (match is { } taken)
                {
                    expectations.Take(taken);
                }
            }
        }
    }

    private void Rank(ReadOnlySpan<float> scores, ReadOnlySpan<ThingClass> things, double threshold)
    {
        _candidates.Clear();
        for (int detection = 0; (detection + 1) * things.Length <= scores.Length; detection++)
        {
            ReadOnlySpan<float> row = scores.Slice(detection * things.Length, things.Length);
            int best = TensorPrimitives.IndexOfMax(row);
            if (row[best] >= threshold)
            {
                _candidates.Add((row[best], detection, things[best]));
            }
        }

        _candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Detection.CompareTo(b.Detection));
    }

    private static PixelBox BoxInCells(ReadOnlySpan<float> box, PixelSize grid, PixelSize input)
    {
        double columns = (double)grid.Width / input.Width;
        double rows = (double)grid.Height / input.Height;
        int left = (int)Math.Clamp(Math.Floor(box[0] * columns) - 1, 0, grid.Width);
        int top = (int)Math.Clamp(Math.Floor(box[1] * rows) - 1, 0, grid.Height);
        int right = (int)Math.Clamp(Math.Ceiling(box[2] * columns) + 1, left, grid.Width);
        int bottom = (int)Math.Clamp(Math.Ceiling(box[3] * rows) + 1, top, grid.Height);
        return new PixelBox(left, top, right - left, bottom - top);
    }

    private static PixelBox Widen(PixelBox box, PixelSize grid)
    {
        int left = Math.Max(box.X - 1, 0);
        int top = Math.Max(box.Y - 1, 0);
        return new PixelBox(left, top, Math.Min(box.Right + 1, grid.Width) - left, Math.Min(box.Bottom + 1, grid.Height) - top);
    }

    private void FillLogits(MaskSource masks, InstanceMask mask)
    {
        PixelBox known = mask.Logits;
        int end = mask.Offset + (int)known.Area;
        if (end > _logits.Length)
        {
            Array.Resize(ref _logits, Math.Max(end, 2 * _logits.Length));
        }

        for (int y = known.Y; y < known.Bottom; y++)
        {
            masks.WriteLogits(mask.Detection, known.X, y, _logits.AsSpan(mask.At(known.X, y), known.Width));
        }
    }

    /// <summary>Marks the mask's cells as taken, unless it is too small or too much of it is taken already.</summary>
    private bool Take(InstanceMask mask, int gridWidth, double? overlapLimit, int fewestCells)
    {
        int area = 0;
        int overlap = 0;
        for (int y = mask.Cells.Y; y < mask.Cells.Bottom; y++)
        {
            for (int x = mask.Cells.X; x < mask.Cells.Right; x++)
            {
                if (_logits[mask.At(x, y)] > 0)
                {
                    area++;
                    overlap += _taken[y * gridWidth + x] ? 1 : 0;
                }
            }
        }

        if (area < fewestCells || overlap > overlapLimit * area)
        {
            return false;
        }

        for (int y = mask.Cells.Y; y < mask.Cells.Bottom; y++)
        {
            for (int x = mask.Cells.X; x < mask.Cells.Right; x++)
            {
                _taken[y * gridWidth + x] |= _logits[mask.At(x, y)] > 0;
            }
        }

        return true;
    }
}
