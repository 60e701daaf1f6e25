using System.Numerics.Tensors;

namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// Chooses the detections that take part in the merge and holds their mask logits on the grid: logit = coefficients x
/// prototypes (YOLACT), in the box only; a cell belongs to the mask when its logit is above 0.
/// Pruning as in UPSNet (mask_removal), with a difference: see <see cref="PanopticMerger"/>.
/// </summary>
internal sealed class InstanceMasks
{
    private const int FewestCells = 4;

    private readonly List<(float Score, int Detection, int Class)> _candidates = [];
    private readonly List<InstanceMask> _kept = [];
    private float[] _logits = [];
    private bool[] _taken = [];

    /// <summary>By falling score.</summary>
    public IReadOnlyList<InstanceMask> Kept => _kept;

    public ReadOnlySpan<float> Logits => _logits;

    public void Clear() => _kept.Clear();

    /// <param name="heads">Of one frame.</param>
    /// <param name="thingClasses">The category index of each column of the scores.</param>
    /// <param name="threshold">Lowest score of those that are looked at, 0 to 1.</param>
    /// <param name="expectations">Of the frame; whatever is kept takes its own.</param>
    /// <param name="overlapLimit">Largest share of a mask that may already be taken, 0 to 1.</param>
    public void Choose(in PanopticHeads heads, ReadOnlySpan<int> thingClasses, double threshold, Expectations expectations, double overlapLimit)
    {
        _kept.Clear();
        Rank(heads.Scores, thingClasses, threshold);
        int cells = heads.GridWidth * heads.GridHeight;
        Array.Resize(ref _taken, Math.Max(_taken.Length, cells));
        _taken.AsSpan(0, cells).Clear();
        int offset = 0;
        foreach ((float score, int detection, int category) in _candidates)
        {
            if (!expectations.Believe(score, category, heads.Boxes.Slice(detection * 4, 4), out ExpectedThing? met))
            {
                continue;
            }

            PixelBox box = BoxInCells(heads, detection);
            PixelBox known = Widen(box, heads);
            var mask = new InstanceMask(detection, category, score, box, known, offset);
            FillLogits(heads, mask);
            if (Take(mask, heads.GridWidth, overlapLimit))
            {
                _kept.Add(mask);
                offset += (int)known.Area;
                if (met is { } thing)
                {
                    expectations.Take(thing);
                }
            }
        }
    }

    private void Rank(ReadOnlySpan<float> scores, ReadOnlySpan<int> thingClasses, double threshold)
    {
        _candidates.Clear();
        for (int detection = 0; (detection + 1) * thingClasses.Length <= scores.Length; detection++)
        {
            ReadOnlySpan<float> row = scores.Slice(detection * thingClasses.Length, thingClasses.Length);
            int best = TensorPrimitives.IndexOfMax(row);
            if (row[best] >= threshold)
            {
                _candidates.Add((row[best], detection, thingClasses[best]));
            }
        }

        _candidates.Sort(static (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Detection.CompareTo(b.Detection));
    }

    private static PixelBox BoxInCells(in PanopticHeads heads, int detection)
    {
        ReadOnlySpan<float> box = heads.Boxes.Slice(detection * 4, 4);
        double columns = (double)heads.GridWidth / heads.Input.Width;
        double rows = (double)heads.GridHeight / heads.Input.Height;
        int left = (int)Math.Clamp(Math.Floor(box[0] * columns) - 1, 0, heads.GridWidth);
        int top = (int)Math.Clamp(Math.Floor(box[1] * rows) - 1, 0, heads.GridHeight);
        int right = (int)Math.Clamp(Math.Ceiling(box[2] * columns) + 1, left, heads.GridWidth);
        int bottom = (int)Math.Clamp(Math.Ceiling(box[3] * rows) + 1, top, heads.GridHeight);
        return new PixelBox(left, top, right - left, bottom - top);
    }

    private static PixelBox Widen(PixelBox box, in PanopticHeads heads)
    {
        int left = Math.Max(box.X - 1, 0);
        int top = Math.Max(box.Y - 1, 0);
        return new PixelBox(left, top, Math.Min(box.Right + 1, heads.GridWidth) - left, Math.Min(box.Bottom + 1, heads.GridHeight) - top);
    }

    private void FillLogits(in PanopticHeads heads, InstanceMask mask)
    {
        PixelBox known = mask.Logits;
        int end = mask.Offset + (int)known.Area;
        if (end > _logits.Length)
        {
            Array.Resize(ref _logits, Math.Max(end, 2 * _logits.Length));
        }

        int cells = heads.GridWidth * heads.GridHeight;
        int prototypes = heads.Prototypes.Length / cells;
        ReadOnlySpan<float> coefficients = heads.Coefficients.Slice(mask.Detection * prototypes, prototypes);
        for (int y = known.Y; y < known.Bottom; y++)
        {
            Span<float> row = _logits.AsSpan(mask.At(known.X, y), known.Width);
            row.Clear();
            for (int k = 0; k < prototypes; k++)
            {
                ReadOnlySpan<float> prototype = heads.Prototypes.Slice(k * cells + y * heads.GridWidth + known.X, known.Width);
                TensorPrimitives.MultiplyAdd(prototype, coefficients[k], row, row);
            }
        }
    }

    /// <summary>Marks the mask's cells as taken, unless it is too small or too much of it is taken already.</summary>
    private bool Take(InstanceMask mask, int gridWidth, double overlapLimit)
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

        if (area < FewestCells || overlap > overlapLimit * area)
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
