using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Families.Rows;

/// <summary>
/// Detectors that give a row for each place of their grids (the YOLO family): a box, the scores of classes and, with a second output of prototypes,
/// coefficients of a mask. Raw rows are suppressed here; end-to-end rows are taken as they are.
/// </summary>
public sealed class RowsFamily : IModelFamily
{
    private static readonly Dictionary<string, string[]> Roles = new() { ["rows"] = ["output0", "output"], ["prototypes"] = ["output1"] };

    public string Name => "rows";

    public PredictionParts Bind(ModelManifest manifest, GraphSignature graph)
    {
        var roles = new OutputRoles(manifest, graph, Roles);
        var rows = roles.Require("rows", o => o.Shape is [1, _, _], "[1,columns,rows] or [1,rows,columns]");
        var prototypes = roles.Find("prototypes", o => o.Shape is [1, _, > 0, > 0], "[1,K,h,w]");
        var options = RowsOptions.Read(manifest.Decode);
        var limits = InstanceLimits.Read(manifest.Decode);
        var layout = new RowsLayoutFinder(manifest, graph, rows, options, prototypes is null ? 0 : (int)prototypes.Shape[1]).Find();
        var tensors = new InstanceTensors(manifest, limits.MaxInstances);
        RowMasks? masks = prototypes is null ? null : new RowMasks(prototypes, limits.MaxInstances);
        var input = manifest.Input.Size;
        return new PredictionParts(input, null, tensors.Part(input, masks is null ? new BoxesAlone(input) : new PrototypeMasks(masks.Prototypes, masks.Coefficients)))
        {
            DefaultComposition = Composition.Overlapping,
            NewDecoder = () => new RowsDecoder(manifest, rows, layout, options, limits, tensors, masks),
        };
    }
}
