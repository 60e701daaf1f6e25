using System.Numerics.Tensors;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>
/// The semantic part of queries with masks: the probability of a class in a cell is the sum over queries of the class's probability times the mask's (MaskFormer, section
/// 3.4); its logarithm is the logit.
/// </summary>
/// <param name="manifest">The classes.</param>
/// <param name="logits">[1,classes,h,w]: what is written.</param>
internal sealed class QuerySemantics(ModelManifest manifest, TensorSpec logits)
{
    /// <summary>Queries that are less sure of a class add nothing to it: with hundreds of queries their sum would cost more than it tells.</summary>
    private const float LeastProbability = 0.02f;

    /// <summary>Keeps the logarithm finite.</summary>
    private const float Floor = 1e-4f;

    private readonly int _cells = (int)(logits.Shape[2] * logits.Shape[3]);
    private readonly float[] _mask = new float[logits.Shape[2] * logits.Shape[3]];

    public void Write(QueryProbabilities probabilities, ReadOnlySpan<float> masks, PartTensors parts)
    {
        var sums = parts[logits];
        sums.Fill(Floor);
        for (int query = 0; query < probabilities.Queries; query++)
        {
            var scores = probabilities.Of(query);
            if (TensorPrimitives.Max(scores) < LeastProbability)
            {
                continue;
            }

            TensorPrimitives.Sigmoid(masks.Slice(query * _cells, _cells), _mask);
            for (int index = 0; index < manifest.Columns.Count; index++)
            {
                if (scores[manifest.Columns[index]] is >= LeastProbability and var score)
                {
                    var channel = sums.Slice(index * _cells, _cells);
                    TensorPrimitives.MultiplyAdd(_mask, score, channel, channel);
                }
            }
        }

        TensorPrimitives.Log(sums, sums);
    }
}
