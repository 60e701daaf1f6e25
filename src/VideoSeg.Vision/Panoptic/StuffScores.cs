using System.Numerics.Tensors;
using VideoSeg.Vision.Argmax;

namespace VideoSeg.Vision.Panoptic;

/// <summary>How sure the network is of the classes of each channel: the mean soft-max probability over the cells that the channel won.</summary>
internal sealed class StuffScores
{
    private float[] _probabilities = [];
    private float[] _plane = [];
    private int[] _cells = [];
    private double[] _sums = [];

    /// <param name="semantic">[C,h,w] logits.</param>
    /// <param name="channels">C.</param>
    /// <param name="argmax">Has run on the same prediction.</param>
    /// <param name="map">A cell belongs to the segment at its centre.</param>
    /// <param name="channelOfId">For each segment id its channel; below 0: none, or an instance.</param>
    public void Measure(ReadOnlySpan<float> semantic, int channels, BilinearArgmax argmax, PanopticMap map, ReadOnlySpan<int> channelOfId)
    {
        int cells = semantic.Length / channels;
        if (_probabilities.Length != semantic.Length || _plane.Length != cells || _sums.Length != channels)
        {
            (_probabilities, _plane, _cells, _sums) = (new float[semantic.Length], new float[cells], new int[channels], new double[channels]);
        }

        SoftMax(semantic, cells);
        _cells.AsSpan().Clear();
        _sums.AsSpan().Clear();
        ReadOnlySpan<ushort> labels = map.Labels;
        var (rows, columns) = (argmax.Y.CellsInFrame, argmax.X.CellsInFrame);
        for (int row = rows.Start.Value; row < rows.End.Value; row++)
        {
            ReadOnlySpan<ushort> line = labels.Slice(argmax.Y.PixelAtCentreOf(row) * map.Size.Width, map.Size.Width);
            for (int column = columns.Start.Value; column < columns.End.Value; column++)
            {
                int channel = channelOfId[line[argmax.X.PixelAtCentreOf(column)]];
                if (channel >= 0)
                {
                    _cells[channel]++;
                    _sums[channel] += _probabilities[(channel * cells) + (row * argmax.X.Cells) + column];
                }
            }
        }
    }

    /// <summary>0 to 1. A channel that has pixels but lies between all cell centres: its largest probability in the grid.</summary>
    public float Of(int channel) => _cells[channel] > 0
        ? (float)(_sums[channel] / _cells[channel])
        : TensorPrimitives.Max(_probabilities.AsSpan(channel * _plane.Length, _plane.Length));

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
