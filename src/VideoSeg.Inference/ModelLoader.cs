using VideoSeg.Inference.Families;
using VideoSeg.Inference.Families.Detections;
using VideoSeg.Inference.Families.PanopticVideo;
using VideoSeg.Inference.Families.Queries;
using VideoSeg.Inference.Families.Rows;
using VideoSeg.Inference.Families.Semantic;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Motion;

namespace VideoSeg.Inference;

/// <summary>Loads model packages: reads the manifest, opens the graphs and checks that both fit each other.</summary>
/// <param name="options">What executes the graphs.</param>
/// <param name="families">The families that packages may name.</param>
/// <param name="policies">The keyframe policies that packages may name.</param>
public sealed class ModelLoader(InferenceOptions options, ModelFamilies families, KeyframePolicies policies)
{
    /// <summary>Makes a loader that knows the families and policies that come with VideoSeg.</summary>
    public ModelLoader(InferenceOptions options)
        : this(options, new ModelFamilies(BuiltInFamilies), new KeyframePolicies(KeyframePolicies.BuiltIn))
    {
    }

    /// <summary>The model families that come with VideoSeg.</summary>
    public static IReadOnlyList<IModelFamily> BuiltInFamilies { get; } =
        [new PanopticVideoFamily(), new SemanticFamily(), new RowsFamily(), new DetectionsFamily(), new QueriesFamily()];

    public InferenceOptions Options => options;

    public KeyframePolicies KeyframePolicies => policies;

    /// <summary>Reads and checks the package in <paramref name="folder"/>, and runs its graphs once, so that the first frame is not the slowest.</summary>
    /// <exception cref="ModelPackageException">The package breaks its contract.</exception>
    /// <exception cref="ExecutionProviderException">The execution provider is not there.</exception>
    public SegmentationModel Load(string folder)
    {
        string stamp = PackageStamp.Read(folder);
        var manifest = ManifestReader.Read(folder, policies);
        var family = families.Find(manifest);
        var graphs = new List<Graph>();
        try
        {
            var keyframe = new KeyframeNetwork(Open(manifest.KeyframeGraph), manifest, family);
            manifest = keyframe.Manifest;
            var propagated = manifest.PropagatedGraph is { } path ? new PropagatedNetwork(Open(path), keyframe) : null;
            var networks = new ModelNetworks(keyframe, propagated);
            if (!networks.CanReuse && (policies.Create(manifest.Keyframes).Reuses || propagated is not null))
            {
                string field = propagated is null ? "keyframes.policy" : "graphs.propagated";
                throw new ModelPackageException(
                    manifest.File, $"{field} reuses keyframes, for which the grid must be at least {MotionEstimator.SmallestSide} cells wide and high; it is {networks.Grid}");
            }

            networks.WarmUp();
            return new SegmentationModel(manifest, networks, options.ExecutionProvider, stamp);
        }
        catch (InferenceException e)
        {
            graphs.ForEach(g => g.Dispose());
            throw new ModelPackageException(folder, $"a graph fails on a black picture: {e.Message}", e);
        }
        catch
        {
            graphs.ForEach(g => g.Dispose());
            throw;
        }

        Graph Open(string path)
        {
            graphs.Add(new Graph(path, options.ExecutionProvider, options.Threads));
            return graphs[^1];
        }
    }
}
