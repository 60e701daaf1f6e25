using System.Numerics.Tensors;

namespace VideoSeg.Vision.Panoptic;

/// <summary>How sure the network is of each class: the mean soft-max probability over the cells that it won.</summary>
internal sealed class StuffScores
{
    private float[] _probabilities = [];
    private float[] _plane = [];
    private int[] _cells = [];
    private double[] _sums = [];

    /// <param name="semantic">[C,h,w] logits.</param>
    /// <param name="classes">C.</param>
    /// <param name="sweep">Of the same heads.</param>
    /// <param name="map">A cell belongs to the segment at its centre.</param>
    /// <param name="classOfId">For each segment id its class; below 0: none, or an instance.</param>
    public void Measure(ReadOnlySpan<float> semantic, int classes, LabelSweep sweep, PanopticMap map, ReadOnlySpan<int> classOfId)
    {
        int cells = semantic.Length / classes;
        if (_probabilities.Length != semantic.Length || _plane.Length != cells || _sums.Length != classes)
        {
            (_probabilities, _plane, _cells, _sums) = (new float[semantic.Length], new float[cells], new int[classes], new double[classes]);
        }

        SoftMax(semantic, cells);
        _cells.AsSpan().Clear();
        _sums.AsSpan().Clear();
        ReadOnlySpan<ushort> labels = map.Labels;
        var (rows, columns) = (sweep.Y.CellsInFrame, sweep.X.CellsInFrame);
        for (int row = rows.Start.Value; row < rows.End.Value; row++)
        {
            ReadOnlySpan<ushort> line = labels.Slice(sweep.Y.PixelAtCentreOf(row) * map.Size.Width, map.Size.Width);
            for (int column = columns.Start.Value; column < columns.End.Value; column++)
            {
                int category = classOfId[line[sweep.X.PixelAtCentreOf(column)]];
                if (category >= 0)
                {
                    _cells[category]++;
                    _sums[category] += _probabilities[(category * cells) + (row * sweep.X.Cells) + column];
                }
            }
        }
    }

    /// <summary>0 to 1. A class that has pixels but lies between all cell centres: its largest probability in the grid.</summary>
    public float Of(int category) => _cells[category] > 0
        ? (float)(_sums[category] / _cells[category])
        : TensorPrimitives.Max(_probabilities.AsSpan(category * _plane.Length, _plane.Length));

    private void SoftMax(ReadOnlySpan<float> semantic, int cells)
    {
        semantic[..cells].CopyTo(_plane);
        for (int at = cells; at < semantic.Length; at += cells)
        {
            TensorPrimitives.Max(semantic.Slice(at, cells), _plane, _plane);
        }

        for (int at = 0; at < semantic.Length; at += cells)
        {
            Span<float> plane = _probabilities.AsSpan(at, cells);
            TensorPrimitives.Subtract(semantic.Slice(at, cells), _plane, plane);
            TensorPrimitives.Exp(plane, plane);
        }

        _plane.AsSpan().Clear();
        for (int at = 0; at < semantic.Length; at += cells)
        {
            TensorPrimitives.Add(_probabilities.AsSpan(at, cells), _plane, _plane);
        }

        for (int at = 0; at < semantic.Length; at += cells)
        {
            Span<float> plane = _probabilities.AsSpan(at, cells);
            TensorPrimitives.Divide(plane, _plane, plane);
        }
    }
}
