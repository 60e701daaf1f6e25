using System.Numerics.Tensors;
using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>Decodes rows: the best class of each, its box, and suppression.</summary>
internal sealed class RowsDecoder : IOutputDecoder
{
    /// <summary>Candidates for suppression: more, and only the strongest are looked at (Ultralytics' limit).</summary>
    private const int MostCandidates = 30_000;

    private readonly TensorSpec _rows;
    private readonly RowsLayout _layout;
    private readonly RowsOptions _options;
    private readonly InstanceLimits _limits;
    private readonly InstanceTensors _tensors;
    private readonly RowMasks? _masks;
    private readonly ThingColumns _things;
    private readonly NonMaximumSuppression _suppression;
    private readonly YoloxGrid? _grid;
    private readonly PixelSize _input;
    private readonly List<Detection> _detections = [];
    private float[] _table = [];
    private float[] _best = [];

    public RowsDecoder(ModelManifest manifest, TensorSpec rows, RowsLayout layout, RowsOptions options, InstanceLimits limits, InstanceTensors tensors, RowMasks? masks)
    {
        (_rows, _layout, _options, _limits, _tensors, _masks) = (rows, layout, options, limits, tensors, masks);
        _things = ThingColumns.ByColumn(manifest);
        _suppression = new NonMaximumSuppression(layout.Form == RowsForm.EndToEnd ? 1 : options.Overlap, options.ByClass);
        _input = manifest.Input.Size;
        _grid = layout.Form == RowsForm.Yolox ? new YoloxGrid(_input) : null;
    }

    public void Decode(GraphOutputs outputs, PartTensors parts)
    {
        var shape = outputs.ShapeOf(_rows.Name);
        var (columns, rows) = _layout.ColumnsFirst ? ((int)shape[1], (int)shape[2]) : ((int)shape[2], (int)shape[1]);
        int expected = (int)_rows.Shape[_layout.ColumnsFirst ? 1 : 2];
        if (columns != expected || (_grid is not null && rows != YoloxGrid.RowsOf(_input)))
        {
            throw new InferenceException($"output {_rows} has the shape [{string.Join(',', shape)}] now; when the package was loaded it was [{string.Join(',', _rows.Shape)}]");
        }

        var table = ByColumns(outputs.Floats(_rows.Name), columns, rows);
        _detections.Clear();
        if (_layout.Form == RowsForm.EndToEnd)
        {
            FindEndToEnd(table, rows);
        }
        else
        {
            FindRaw(table, rows);
        }

        Limit();
        _suppression.Apply(_detections, _limits.MaxInstances);
        _tensors.Write(_detections, parts);
        WriteMasks(table, rows, outputs, parts);
    }

    /// <summary>The table as [columns, rows].</summary>
    private ReadOnlySpan<float> ByColumns(ReadOnlySpan<float> values, int columns, int rows)
    {
        if (_layout.ColumnsFirst)
        {
            return values;
        }

        if (_table.Length < values.Length)
        {
            _table = new float[values.Length];
        }

        for (int row = 0, at = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++, at++)
            {
                _table[(column * rows) + row] = values[at];
            }
        }

        return _table.AsSpan(0, values.Length);
    }

    private void FindEndToEnd(ReadOnlySpan<float> table, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float score = Probability(table[(4 * rows) + row]);
            float label = table[(5 * rows) + row];
            ScoreCheck.Finite(label, _rows);
            if (score >= _limits.LeastScore && _things.ThingOf((long)label) is >= 0 and var thing)
            {
                Add(table, rows, row, score, thing, isCorners: true);
            }
        }
    }

    private void FindRaw(ReadOnlySpan<float> table, int rows)
    {
        if (_best.Length < rows)
        {
            _best = new float[rows];
        }

        var best = _best.AsSpan(0, rows);
        best.Fill(float.NegativeInfinity);
        for (int c = 0; c < _layout.Classes; c++)
        {
            // Max gives NaN where either is NaN, so that none is lost.
            TensorPrimitives.Max(Column(table, rows, _layout.FirstScore + c), best, best);
        }

        for (int row = 0; row < rows; row++)
        {
            float score = Probability(best[row]);
            score *= _layout.HasObjectness ? Probability(table[(4 * rows) + row]) : 1;
            if (score >= _limits.LeastScore && _things.ThingOf(ClassOf(table, rows, row)) is >= 0 and var thing)
            {
                Add(table, rows, row, score, thing, _options.IsCorners);
            }
        }
    }

    private float Probability(float score)
    {
        float probability = _options.IsLogit ? 1 / (1 + MathF.Exp(-score)) : score;
        ScoreCheck.Probability(probability, _rows);
        return probability;
    }

    private int ClassOf(ReadOnlySpan<float> table, int rows, int row)
    {
        int c = 0;
        while (table[((_layout.FirstScore + c) * rows) + row] != _best[row])
        {
            c++;
        }

        return c;
    }

    private void Add(ReadOnlySpan<float> table, int rows, int row, float score, int thing, bool isCorners)
    {
        var (a, b, c, d) = (table[row], table[rows + row], table[(2 * rows) + row], table[(3 * rows) + row]);
        if (_grid is not null)
        {
            (a, b, c, d) = _grid.Box(row, a, b, c, d);
        }

        ScoreCheck.Finite(a + b + c + d, _rows);
        if (!isCorners)
        {
            (a, b, c, d) = (a - (c / 2), b - (d / 2), a + (c / 2), b + (d / 2));
        }

        if (_options.IsShare)
        {
            (a, b, c, d) = (a * _input.Width, b * _input.Height, c * _input.Width, d * _input.Height);
        }

        _detections.Add(new Detection(a, b, c, d, score, thing, row));
    }

    private void Limit()
    {
        if (_detections.Count > MostCandidates)
        {
            _detections.Sort(static (a, b) => b.Score.CompareTo(a.Score));
            _detections.RemoveRange(MostCandidates, _detections.Count - MostCandidates);
        }
    }

    private void WriteMasks(ReadOnlySpan<float> table, int rows, GraphOutputs outputs, PartTensors parts)
    {
        if (_masks is null)
        {
            return;
        }

        _masks.WritePrototypes(outputs, parts);
        var coefficients = parts[_masks.Coefficients];
        coefficients.Clear();
        for (int i = 0; i < _detections.Count; i++)
        {
            for (int k = 0; k < _layout.Coefficients; k++)
            {
                coefficients[(i * _layout.Coefficients) + k] = table[((_layout.FirstCoefficient + k) * rows) + _detections[i].Row];
            }
        }
    }

    private static ReadOnlySpan<float> Column(ReadOnlySpan<float> table, int rows, int column) => table.Slice(column * rows, rows);
}
