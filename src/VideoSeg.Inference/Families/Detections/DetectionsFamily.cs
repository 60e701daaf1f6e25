using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Detections;

/// <summary>
/// Detectors whose graph suppresses by itself (torchvision's Mask R-CNN, MMDeploy): boxes with scores and labels, one row a detection and as many rows as there are
/// detections, with masks that are as large as the input, or as small as a region of interest.
/// </summary>
/// <remarks>A label is the id of a class in model.json.</remarks>
public sealed class DetectionsFamily : IModelFamily
{
    private static readonly Dictionary<string, string[]> Roles = new()
    {
        ["boxes"] = ["boxes", "dets"],
        ["labels"] = ["labels"],
        ["scores"] = ["scores"],
        ["masks"] = ["masks"],
    };

    public string Name => "detections";

    public PredictionParts Bind(ModelManifest manifest, GraphSignature graph)
    {
        var roles = new OutputRoles(manifest, graph, Roles);
        var boxes = roles.Require("boxes", o => IsRows(o, 4) || IsRows(o, 5), "[N,4], [1,N,4], or with the score behind the box [N,5], [1,N,5]");
        bool hasScores = boxes.Shape[^1] == 5;
        var scores = hasScores ? null : roles.Require("scores", o => o.Type is TensorType.Float32 or TensorType.Float16 && IsList(o), "float [N] or [1,N]");
        var labels = roles.Require("labels", o => o.Type is TensorType.Int64 or TensorType.Int32 or TensorType.Float32 && o != scores && IsList(o), "[N] or [1,N]");
        var masks = roles.Find("masks", o => o.Shape.Count is 3 or 4, "[N,1,h,w], [N,h,w] or [1,N,h,w]");
        var options = DetectionsOptions.Read(manifest.Decode);
        var limits = InstanceLimits.Read(manifest.Decode);
        var tensors = new InstanceTensors(manifest, limits.MaxInstances);
        var input = manifest.Input.Size;
        DetectionMasks? crops = masks is null ? null : new DetectionMasks(manifest, graph, masks, options, limits.MaxInstances);
        return new PredictionParts(input, null, tensors.Part(input, crops is null ? new BoxesAlone(input) : crops.Part))
        {
            DefaultComposition = Composition.Overlapping,
            NewDecoder = () => new DetectionsDecoder(manifest, new DetectionOutputs(boxes, scores, labels), options, limits, tensors, crops),
        };
    }

    private static bool IsRows(TensorSpec output, int columns) => output.Shape.Count is 2 or 3 && output.Shape[^1] == columns;

    private static bool IsList(TensorSpec output) => output.Shape.Count is 1 or 2;
}
