using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Vision.Argmax;

/// <summary>
/// The arg-max of the merge at every pixel of the frame, exact and cheap, as a <see cref="RunLengthLabelMap"/>. Labels: 0 is void, 1 + i is
/// kept instance i, and behind them comes channel c of the semantic logits; <see cref="LabelOfChannel"/>.
/// </summary>
/// <remarks>
/// The logits live on a small grid and are interpolated bilinearly. The frame falls into quads, each between four
/// neighbouring cell centres, where a logit is a convex combination of its four corner values. Hence:
/// what is ahead of every rival at all four corners is ahead in between (most quads: filled as runs, nothing evaluated);
/// a channel whose largest corner is below another's smallest can't win anywhere in the quad (so few remain to evaluate);
/// an instance whose mask logit is above 0 at no corner isn't there, and gets nothing where one stuff class wins all corners. The
/// second place at four corners may still win in between, so equal winners are required of one channel, never of "some thing".
/// </remarks>
internal sealed class BilinearArgmax
{
    private readonly InterpolationAxis _x = new();
    private readonly InterpolationAxis _y = new();
    private readonly List<(int Instance, int Next)> _links = [];
    private readonly List<PixelBox> _boxes = [];
    private readonly CellRanking _cells = new();
    private int[] _firstLink = [];
    private bool[] _isThing = [];
    private CornerLogits[] _stuff = [];
    private CornerLogits[] _things = [];
    private PresentInstance[] _present = [];
    private ushort[] _quad = [];
    private InstanceSelection _instances = new();

    public InterpolationAxis X => _x;

    public InterpolationAxis Y => _y;

    /// <summary>What the last run found.</summary>
    public RunLengthLabelMap LabelMap { get; } = new();

    public int LabelOfChannel(int channel) => 1 + _instances.Kept.Count + channel;

    /// <summary>Finds the label of every pixel of the frame.</summary>
    /// <param name="prediction">The prediction of one frame; the semantic logits may be missing.</param>
    /// <param name="isThing">For each channel: true where its pixels become void unless an instance claims them.</param>
    /// <param name="instances">The kept ones.</param>
    /// <param name="frame">The size of the frame.</param>
    public void Run(in Prediction prediction, bool[] isThing, InstanceSelection instances, PixelSize frame)
    {
        (_isThing, _instances) = (isThing, instances);
        PixelSize grid = prediction.Grid;
        PixelBox area = prediction.FrameArea;
        double cellsPerInputColumn = (double)grid.Width / prediction.Input.Width;
        double cellsPerInputRow = (double)grid.Height / prediction.Input.Height;
        _x.Fit(grid.Width, frame.Width, area.X * cellsPerInputColumn, area.Width * cellsPerInputColumn);
        _y.Fit(grid.Height, frame.Height, area.Y * cellsPerInputRow, area.Height * cellsPerInputRow);
        FitScratch(grid.Width, grid.Height, isThing.Length);
        LabelMap.Start(LabelOfChannel(isThing.Length));
        ReadOnlySpan<float> semantic = prediction.Semantic.Values;
        _cells.Rank(semantic, (int)grid.Pixels, isThing);
        LinkInstances();
        for (int row = 0; row <= _y.Cells; row++)
        {
            if (_y.Start(row) < _y.Start(row + 1))
            {
                ScanRow(semantic, row);
            }
        }
    }

    private void FitScratch(int columns, int rows, int channels)
    {
        int quads = (columns + 1) * (rows + 1);
        if (_firstLink.Length != quads)
        {
            _firstLink = new int[quads];
        }

        if (_stuff.Length < channels)
        {
            (_stuff, _things) = (new CornerLogits[channels], new CornerLogits[channels]);
        }

        if (_present.Length < _instances.Kept.Count)
        {
            _present = new PresentInstance[2 * _instances.Kept.Count];
        }
    }

    /// <summary>
    /// Lists for each quad the instances that may get pixels of it: inside the box, and a mask logit above 0 at a corner or a thing
    /// class that may be ahead of all stuff.
    /// </summary>
    private void LinkInstances()
    {
        _links.Clear();
        _boxes.Clear();
        _firstLink.AsSpan().Fill(-1);
        ReadOnlySpan<float> logits = _instances.Logits;
        for (int i = 0; i < _instances.Kept.Count; i++)
        {
            InstanceMask mask = _instances.Kept[i];
            _boxes.Add(BoxInPixels(mask.Cells));
            for (int row = mask.Cells.Y; row <= mask.Cells.Bottom; row++)
            {
                int top = _y.LowerTap(row);
                int bottom = _y.UpperTap(row);
                for (int column = mask.Cells.X; column <= mask.Cells.Right; column++)
                {
                    int left = _x.LowerTap(column);
                    int right = _x.UpperTap(column);
                    var quad = new Quad(column, row, _x, _y);
                    if (logits[mask.At(left, top)] > 0 || logits[mask.At(right, top)] > 0
                        || logits[mask.At(left, bottom)] > 0 || logits[mask.At(right, bottom)] > 0
                        || Winner(quad) is not int winner || (winner >= 0 && _isThing[winner]))
                    {
                        ref int first = ref _firstLink[quad.Index];
                        _links.Add((i, first));
                        first = _links.Count - 1;
                    }
                }
            }
        }
    }

    private PixelBox BoxInPixels(PixelBox cells)
    {
        int left = _x.FirstPixelIn(cells.X);
        int top = _y.FirstPixelIn(cells.Y);
        return new PixelBox(left, top, _x.FirstPixelIn(cells.Right) - left, _y.FirstPixelIn(cells.Bottom) - top);
    }

    private void ScanRow(ReadOnlySpan<float> semantic, int row)
    {
        int runLabel = -1;
        int runStart = 0;
        for (int column = 0; column <= _x.Cells; column++)
        {
            int start = _x.Start(column);
            if (start == _x.Start(column + 1))
            {
                continue;
            }

            var quad = new Quad(column, row, _x, _y);
            int present = FindPresent(semantic, quad);
            int label = UniformLabel(quad, present);
            if (label != runLabel)
            {
                AddRun(runLabel, runStart, start, row);
                (runLabel, runStart) = (label, start);
            }

            if (label < 0)
            {
                Evaluate(semantic, quad, present);
            }
        }

        AddRun(runLabel, runStart, _x.Pixels, row);
    }

    /// <summary>Gathers the instances that may be in the quad, and returns how many.</summary>
    private int FindPresent(ReadOnlySpan<float> semantic, in Quad quad)
    {
        int count = 0;
        for (int link = _firstLink[quad.Index]; link >= 0; link = _links[link].Next)
        {
            int instance = _links[link].Instance;
            InstanceMask mask = _instances.Kept[instance];
            CornerLogits gate = quad.Corners(_instances.Logits, mask);
            CornerLogits sum = semantic.IsEmpty ? gate : gate + quad.Corners(PlaneOf(semantic, mask.Channel));
            _present[count++] = new PresentInstance(gate, sum with { Label = 1 + instance }, _boxes[instance], _isThing[mask.Channel]);
        }

        return count;
    }

    /// <summary>The channel that is the best at all four corners, -1 without semantic logits; null where they differ.</summary>
    private int? Winner(in Quad quad)
    {
        ReadOnlySpan<int> winners = _cells.Winners;
        int winner = winners[quad.TopLeft];
        bool same = winner == winners[quad.TopRight] && winner == winners[quad.BottomLeft] && winner == winners[quad.BottomRight];
        return same ? winner : null;
    }

    /// <summary>The label that holds for every pixel of the quad, or -1 where it has to be evaluated.</summary>
    private int UniformLabel(in Quad quad, int present)
    {
        int? winner = Winner(quad);
        bool isStuff = winner >= 0 && !_isThing[winner.Value];
        if (present == 0)
        {
            return winner is null ? -1 : isStuff ? LabelOfChannel(winner.Value) : 0;
        }

        CornerLogits stuff = quad.Corners(_cells.BestStuff);
        PresentInstance first = _present[0];
        for (int i = 1; i < present; i++)
        {
            if (_present[i].Sum.IsAbove(first.Sum))
            {
                first = _present[i];
            }
        }

        // The first is there everywhere, or its class is ahead of all stuff and nobody else is there.
        bool there = first.Gate.IsAbove(default);
        bool ahead = first.Covers(quad) && (there ? first.Sum.IsAbove(stuff) : first.TakesUnclaimed && winner == _instances.Kept[first.Sum.Label - 1].Channel);
        bool behind = isStuff;
        for (int i = 0; i < present; i++)
        {
            ref readonly PresentInstance rival = ref _present[i];
            ahead &= rival.Sum.Label == first.Sum.Label || (first.Sum.IsAbove(rival.Sum) && (there || rival.Gate.Largest <= 0));
            behind &= stuff.IsAbove(rival.Sum);
        }

        return ahead ? first.Sum.Label : behind ? LabelOfChannel(winner!.Value) : -1;
    }

    private void AddRun(int label, int left, int right, int row)
    {
        if (label >= 0)
        {
            LabelMap.Add(new PixelBox(left, _y.Start(row), right - left, _y.Start(row + 1) - _y.Start(row)), label);
        }
    }

    private void Evaluate(ReadOnlySpan<float> semantic, in Quad quad, int present)
    {
        (int stuff, int things) = GatherChannels(semantic, quad);
        Span<int> lanes = stackalloc int[Vector256<int>.Count];
        PixelBox box = quad.Pixels;
        if (_quad.Length < box.Area)
        {
            _quad = new ushort[box.Area];
        }

        Span<ushort> labels = _quad.AsSpan(0, (int)box.Area);
        for (int y = 0; y < box.Height; y++)
        {
            float down = _y.Weights[box.Y + y];
            Span<ushort> row = labels.Slice(y * box.Width, box.Width);
            for (int x = 0; x < row.Length; x += lanes.Length)
            {
                Vector256<float> right = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(_x.Weights[(box.X + x)..]));
                LabelsAt(box.X + x, box.Y + y, right, down, stuff, things, present).CopyTo(lanes);
                for (int i = 0; i < Math.Min(lanes.Length, row.Length - x); i++)
                {
                    row[x + i] = (ushort)lanes[i];
                }
            }
        }

        LabelMap.Add(box, labels);
    }

    private ReadOnlySpan<float> PlaneOf(ReadOnlySpan<float> semantic, int channel) =>
        semantic.Slice(channel * _cells.Winners.Length, _cells.Winners.Length);

    /// <summary>Gathers the channels that may win somewhere in the quad.</summary>
    private (int Stuff, int Things) GatherChannels(ReadOnlySpan<float> semantic, in Quad quad)
    {
        int stuff = 0;
        int things = 0;
        if (semantic.IsEmpty)
        {
            return (stuff, things);
        }

        float floor = float.NegativeInfinity;
        for (int channel = 0; channel < _isThing.Length; channel++)
        {
            CornerLogits logits = quad.Corners(PlaneOf(semantic, channel)) with { Label = LabelOfChannel(channel) };
            if (_isThing[channel])
            {
                _things[things++] = logits;
            }
            else
            {
                _stuff[stuff++] = logits;
                floor = Math.Max(floor, logits.Least);
            }
        }

        return (DropBelow(floor, _stuff.AsSpan(0, stuff)), DropBelow(floor, _things.AsSpan(0, things)));
    }

    private static int DropBelow(float floor, Span<CornerLogits> channels)
    {
        int kept = 0;
        foreach (CornerLogits channel in channels)
        {
            if (channel.Largest >= floor)
            {
                channels[kept++] = channel;
            }
        }

        return kept;
    }

    /// <summary>The labels of eight pixels from (x, y) on; <paramref name="right"/> and <paramref name="down"/> are their weights.</summary>
    private Vector256<int> LabelsAt(int x, int y, Vector256<float> right, float down, int stuff, int things, int present)
    {
        Vector256<float> best = Vector256.Create(float.NegativeInfinity);
        Vector256<int> label = Vector256<int>.Zero;
        for (int i = 0; i < stuff; i++)
        {
            Vector256<float> value = _stuff[i].At(right, down);
            Vector256<float> better = Vector256.GreaterThan(value, best);
            best = Vector256.ConditionalSelect(better, value, best);
            label = Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(_stuff[i].Label), label);
        }

        Vector256<float> unknown = Vector256<float>.Zero;
        for (int i = 0; i < things; i++)
        {
            unknown |= Vector256.GreaterThan(_things[i].At(right, down), best);
        }

        Vector256<int> columns = Vector256.CreateSequence(x, 1);
        Vector256<float> claimed = Vector256<float>.Zero;
        Vector256<float> bestStuff = best;
        Vector256<float> nearest = Vector256.Create(float.NegativeInfinity);
        Vector256<int> fallbackInstance = Vector256<int>.Zero;
        for (int i = 0; i < present; i++)
        {
            ref readonly PresentInstance instance = ref _present[i];
            if (y < instance.Box.Y || y >= instance.Box.Bottom)
            {
                continue;
            }

            Vector256<int> inside = Vector256.GreaterThanOrEqual(columns, Vector256.Create(instance.Box.X))
                & Vector256.LessThan(columns, Vector256.Create(instance.Box.Right));
            Vector256<float> gate = instance.Gate.At(right, down);
            Vector256<float> there = inside.AsSingle() & Vector256.GreaterThan(gate, Vector256<float>.Zero);
            Vector256<float> value = instance.Sum.At(right, down);
            Vector256<float> better = there & Vector256.GreaterThan(value, best);
            best = Vector256.ConditionalSelect(better, value, best);
            label = Vector256.ConditionalSelect(better.AsInt32(), Vector256.Create(instance.Sum.Label), label);
            claimed |= there;
            if (!instance.TakesUnclaimed)
            {
                continue;
            }

            Vector256<float> nearer = inside.AsSingle() & Vector256.GreaterThan(value - gate, bestStuff) & Vector256.GreaterThan(value, nearest);
            nearest = Vector256.ConditionalSelect(nearer, value, nearest);
            fallbackInstance = Vector256.ConditionalSelect(nearer.AsInt32(), Vector256.Create(instance.Sum.Label), fallbackInstance);
        }

        return Vector256.ConditionalSelect(Vector256.AndNot(unknown, claimed).AsInt32(), fallbackInstance, label);
    }
}
