using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families;

/// <summary>
/// Knows what the outputs of one kind of network mean, and nothing else. Add one to a server with <c>services.AddSingleton&lt;IModelFamily, …&gt;()</c>.
/// </summary>
public interface IModelFamily
{
    /// <summary>The name in model.json: lower case, words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>Checks a keyframe graph's outputs against the manifest and says which parts they hold.</summary>
    /// <exception cref="ModelPackageException">An output is missing, or its type or shape contradicts the manifest.</exception>
    PredictionParts Bind(ModelManifest manifest, GraphSignature graph);
}
