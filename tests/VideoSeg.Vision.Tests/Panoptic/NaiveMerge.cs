using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tests.Panoptic;

/// <summary>
/// The merge's definition, written down pixel by pixel in double precision: the index of the winning instance by falling
/// score (from 0), -1 - channel for a channel of the semantic head, or null for void.
/// </summary>
internal sealed class NaiveMerge
{
    private const double Tie = 1e-4;

    private readonly Heads _heads;
    private readonly IReadOnlyList<Category> _categories;
    private readonly int[] _channels;
    private readonly int[] _things;
    private readonly List<(int Detection, int Class, double[] Mask)> _kept = [];

    public NaiveMerge(Heads heads, IReadOnlyList<Category> categories, PanopticOptions options, int[]? channels = null)
    {
        (_heads, _categories) = (heads, categories);
        _channels = channels ?? [.. Enumerable.Range(0, categories.Count)];
        _things = [.. Enumerable.Range(0, categories.Count).Where(i => categories[i].IsThing)];
        Keep(options);
    }

    /// <summary>The detections that compete, by falling score.</summary>
    public IReadOnlyList<int> Kept => [.. _kept.Select(kept => kept.Detection)];

    private int Cells => _heads.Width * _heads.Height;

    /// <summary>Who wins a pixel, and whether the decision is too close for single precision.</summary>
    public (int? Winner, bool Close) At(int x, int y, PixelSize frame)
    {
        double column = (_heads.FrameArea.X + (x + 0.5) * _heads.FrameArea.Width / frame.Width) / 4 - 0.5;
        double row = (_heads.FrameArea.Y + (y + 0.5) * _heads.FrameArea.Height / frame.Height) / 4 - 0.5;
        int cellX = (int)Math.Floor(column + 0.5);
        int cellY = (int)Math.Floor(row + 0.5);
        bool hasInstances = _heads.Prototypes.Length > 0;
        bool close = false;
        var rivals = new List<(double Value, int? Winner)>();
        double stuff = double.NegativeInfinity;
        double thing = double.NegativeInfinity;
        for (int c = 0; c <= _channels.Max() && _heads.Semantic.Length > 0; c++)
        {
            double value = Sample(cell => _heads.Semantic[c * Cells + cell], column, row);
            if (hasInstances && IsThing(c))
            {
                thing = Math.Max(thing, value);
            }
            else
            {
                stuff = Math.Max(stuff, value);
                rivals.Add((value, -1 - c));
            }
        }

        bool claimed = false;
        for (int i = 0; i < _kept.Count; i++)
        {
            (int detection, int category, double[] mask) = _kept[i];
            double gate = Sample(cell => mask[cell], column, row);
            if (InBox(detection, cellX, cellY))
            {
                close |= Math.Abs(gate) < Tie;
                if (gate > 0)
                {
                    claimed = true;
                    double semantic = _heads.Semantic.Length > 0 ? Sample(cell => _heads.Semantic[_channels[category] * Cells + cell], column, row) : 0;
                    rivals.Add((gate + semantic, i));
                }
            }
        }

        if (!claimed && (rivals.Count == 0 || thing > stuff))
        {
            (int? heir, bool closeHeir) = Heir(column, row, cellX, cellY, stuff);
            return (heir, close || closeHeir || Math.Abs(thing - stuff) < Tie);
        }

        rivals.Sort((a, b) => b.Value.CompareTo(a.Value));
        close |= rivals.Count > 1 && rivals[0].Value - rivals[1].Value < Tie;
        close |= !claimed && Math.Abs(thing - stuff) < Tie;
        return (rivals[0].Winner, close);
    }

    /// <summary>Who gets a pixel that a thing class wins and no mask claims.</summary>
    private (int? Winner, bool Close) Heir(double column, double row, int cellX, int cellY, double stuff)
    {
        var rivals = new List<(double Value, int Index)>();
        bool close = false;
        for (int i = 0; i < _kept.Count && _heads.Semantic.Length > 0; i++)
        {
            (int detection, int category, double[] mask) = _kept[i];
            double semantic = Sample(cell => _heads.Semantic[_channels[category] * Cells + cell], column, row);
            if (InBox(detection, cellX, cellY))
            {
                close |= Math.Abs(semantic - stuff) < Tie && IsThing(_channels[category]);
                if (semantic > stuff && IsThing(_channels[category]))
                {
                    rivals.Add((semantic + Sample(cell => mask[cell], column, row), i));
                }
            }
        }

        rivals.Sort((a, b) => b.Value.CompareTo(a.Value));
        return (rivals.Count == 0 ? null : rivals[0].Index, close || (rivals.Count > 1 && rivals[0].Value - rivals[1].Value < Tie));
    }

    private bool IsThing(int channel) => Enumerable.Range(0, _categories.Count).All(index => _channels[index] != channel || _categories[index].IsThing);

    private void Keep(PanopticOptions options)
    {
        var taken = new bool[Cells];
        int count = _heads.Boxes.Length / 4;
        float Score(int detection) => _heads.Scores.Skip(detection * _things.Length).Take(_things.Length).Max();
        foreach (int detection in Enumerable.Range(0, count).Where(i => Score(i) >= options.ScoreThreshold).OrderByDescending(Score))
        {
            int best = Array.IndexOf(_heads.Scores, Score(detection), detection * _things.Length) - detection * _things.Length;
            int prototypes = _heads.Prototypes.Length / Cells;
            var mask = new double[Cells];
            for (int cell = 0; cell < Cells; cell++)
            {
                mask[cell] = Enumerable.Range(0, prototypes).Sum(k => (double)_heads.Coefficients[detection * prototypes + k] * _heads.Prototypes[k * Cells + cell]);
            }

            int[] own = [.. Enumerable.Range(0, Cells).Where(cell => mask[cell] > 0 && InBox(detection, cell % _heads.Width, cell / _heads.Width))];
            if (own.Length >= 4 && own.Count(cell => taken[cell]) <= options.OverlapLimit * own.Length)
            {
                _kept.Add((detection, _things[best], mask));
                foreach (int cell in own)
                {
                    taken[cell] = true;
                }
            }
        }
    }

    private bool InBox(int detection, int cellX, int cellY)
    {
        ReadOnlySpan<float> box = _heads.Boxes.AsSpan(detection * 4, 4);
        return cellX >= Math.Floor(box[0] / 4) - 1 && cellY >= Math.Floor(box[1] / 4) - 1
            && cellX < Math.Ceiling(box[2] / 4) + 1 && cellY < Math.Ceiling(box[3] / 4) + 1;
    }

    private double Sample(Func<int, double> plane, double column, double row)
    {
        int left = (int)Math.Floor(column);
        int top = (int)Math.Floor(row);
        double Cell(int x, int y) => plane(Math.Clamp(y, 0, _heads.Height - 1) * _heads.Width + Math.Clamp(x, 0, _heads.Width - 1));
        double upper = Cell(left, top) + (column - left) * (Cell(left + 1, top) - Cell(left, top));
        double lower = Cell(left, top + 1) + (column - left) * (Cell(left + 1, top + 1) - Cell(left, top + 1));
        return upper + (row - top) * (lower - upper);
    }
}
