using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families;

/// <summary>A kind of networks whose outputs are read in one way. A new kind is one folder here and one line in <see cref="ModelFamilies"/>.</summary>
internal interface IModelFamily
{
    /// <summary>As model.json names it.</summary>
    string Name { get; }

    /// <summary>Checks the graph's outputs against the manifest.</summary>
    /// <exception cref="ModelPackageException">An output is missing, or not of the type or shape that the manifest makes it.</exception>
    IHeadsDecoder Bind(ModelManifest manifest, Graph graph);
}
