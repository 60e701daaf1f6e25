using System.Numerics.Tensors;
using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>The probabilities of classes, for each query.</summary>
/// <param name="output">[1,Q,C] logits.</param>
/// <param name="columns">How its columns are read.</param>
internal sealed class QueryProbabilities(TensorSpec output, QueryColumns columns)
{
    private readonly float[] _values = new float[output.Shape[1] * output.Shape[2]];
    private readonly int _columns = (int)output.Shape[2];

    public int Queries { get; } = (int)output.Shape[1];

    /// <summary>0 to 1, for each class column of a query.</summary>
    public ReadOnlySpan<float> Of(int query) => _values.AsSpan((query * _columns) + columns.First, columns.Classes);

    /// <exception cref="InferenceException">A logit is not finite.</exception>
    public void Compute(ReadOnlySpan<float> logits)
    {
        for (int query = 0; query < Queries; query++)
        {
            var row = logits.Slice(query * _columns, _columns);
            var probabilities = _values.AsSpan(query * _columns, _columns);
            ScoreCheck.Finite(TensorPrimitives.Sum(row), output);
            if (columns.Score == QueryScore.Sigmoid)
            {
                TensorPrimitives.Sigmoid(row, probabilities);
            }
            else
            {
                TensorPrimitives.SoftMax(row, probabilities);
            }
        }
    }
}
