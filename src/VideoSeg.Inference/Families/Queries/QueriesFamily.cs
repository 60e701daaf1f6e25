using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>
/// Transformers that give a fixed number of queries, each an object or none (DETR, RF-DETR, RT-DETR, MaskFormer, Mask2Former): class scores, boxes, mask logits. They
/// need no suppression. With classes of stuff the masks of queries make the semantic part too.
/// </summary>
public sealed class QueriesFamily : IModelFamily
{
    private static readonly Dictionary<string, string[]> Roles = new()
    {
        ["logits"] = ["logits", "pred_logits", "class_queries_logits", "cls_logits", "labels"],
        ["boxes"] = ["pred_boxes", "dets", "boxes"],
        ["masks"] = ["pred_masks", "masks_queries_logits", "mask_logits", "masks"],
    };

    public string Name => "queries";

    public PredictionParts Bind(ModelManifest manifest, GraphSignature graph)
    {
        var roles = new OutputRoles(manifest, graph, Roles);
        var masks = roles.Find("masks", o => o.Shape is [1, _, > 0, > 0], "[1,Q,h,w]");
        var boxes = roles.Find("boxes", o => o.Shape is [1, _, 4], "[1,Q,4]");
        var logits = roles.Require("logits", o => o.Shape is [1, _, _] && o != boxes, "[1,Q,classes]");
        if (boxes is null && masks is null)
        {
            throw new ModelPackageException(graph.Path, $"has neither boxes [1,Q,4] nor masks [1,Q,h,w]; its outputs are {string.Join("; ", graph.Outputs.Values)}");
        }

        foreach (var other in new[] { boxes, masks }.OfType<TensorSpec>().Where(o => o.Shape[1] != logits.Shape[1]))
        {
            throw new ModelPackageException(graph.Path, $"outputs {logits} and {other} have {logits.Shape[1]} and {other.Shape[1]} queries; both must have one row for each");
        }

        var options = QueriesOptions.Read(manifest.Decode);
        var columns = QueryColumns.Find(manifest, graph, logits, options);
        var limits = InstanceLimits.Read(manifest.Decode);
        var outputs = new QueryOutputs(logits, boxes, masks);
        var stuff = StuffOf(manifest, masks);
        var tensors = manifest.Categories.Any(c => c.IsThing) || stuff is null ? new InstanceTensors(manifest, limits.MaxInstances) : null;
        var writer = masks is null ? null : new CropWriter(limits.MaxInstances);
        var input = manifest.Input.Size;
        InstanceMasks instanceMasks = writer is null ? new BoxesAlone(input) : new CropMasks(writer.Places, writer.Values, SizeOf(masks!), QueriesDecoder.Outside);
        return new PredictionParts(input, stuff is null ? null : new SemanticPart(stuff), tensors?.Part(input, instanceMasks))
        {
            Channels = new ClassChannels(manifest.Categories),
            DefaultComposition = stuff is null ? Composition.Overlapping : Composition.Panoptic,
            NewDecoder = () => new QueriesDecoder(manifest, outputs, columns, options, limits, tensors, stuff),
        };
    }

    /// <summary>The semantic logits, where there are classes of stuff; each class has a channel.</summary>
    private static TensorSpec? StuffOf(ModelManifest manifest, TensorSpec? masks)
    {
        if (manifest.Categories.All(c => c.IsThing))
        {
            return null;
        }

        return masks is not null
            ? InstanceTensors.Float("queries.semantic", manifest.Categories.Count, masks.Shape[2], masks.Shape[3])
            : throw new ModelPackageException(manifest.File, $"classes has '{manifest.Categories.First(c => !c.IsThing).Name}' of kind stuff, but the network has no masks; boxes are of things");
    }

    private static PixelSize SizeOf(TensorSpec masks) => new((int)masks.Shape[3], (int)masks.Shape[2]);
}
