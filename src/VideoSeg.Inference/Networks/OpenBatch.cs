using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Networks;

/// <summary>Settles the open sizes of a graph's inputs: a batch that is open is 1.</summary>
internal static class OpenBatch
{
    /// <param name="graph">The graph.</param>
    /// <param name="settled">The inputs whose sizes are known already.</param>
    /// <returns>All inputs, in the order of the file.</returns>
    /// <exception cref="ModelPackageException">Another size is open.</exception>
    public static IReadOnlyDictionary<string, TensorSpec> Settle(GraphSignature graph, IReadOnlyList<TensorSpec> settled) => graph.Inputs.Values.ToDictionary(
        spec => spec.Name,
        spec => settled.FirstOrDefault(s => s.Name == spec.Name) ?? spec.OpenDimensions switch
        {
            [] => spec,
            [0] => new TensorSpec(spec.Name, spec.Type, [1, .. spec.Shape.Skip(1)]),
            _ => throw new ModelPackageException(graph.Path, $"input '{spec.Name}' has shape [{string.Join(',', spec.Shape)}]; only the first dimension, the batch, may be open"),
        });
}
