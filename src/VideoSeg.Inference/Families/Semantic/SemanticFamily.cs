using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families.Semantic;

/// <summary>Networks that say what each pixel is and detect nothing: logits or probabilities of classes (SegFormer, DeepLabV3, U-Net), a mask of one class, or a map of class numbers.</summary>
public sealed class SemanticFamily : IModelFamily
{
    private static readonly Dictionary<string, string[]> Roles = new() { ["semantic"] = ["semantic", "logits", "out", "output"] };

    public string Name => "semantic";

    public PredictionParts Bind(ModelManifest manifest, GraphSignature graph)
    {
        var output = new OutputRoles(manifest, graph, Roles).Require("semantic", o => o.Shape.Count is >= 2 and <= 4, "[1,C,h,w], [1,h,w,C] or a map [1,h,w]");
        var options = SemanticOptions.Read(manifest.Decode);
        var shape = SemanticShape.Find(manifest, graph, output, options);
        var grid = GridOf(shape.Size, manifest.Input.Size, options.Cell);
        var channels = ChannelsOf(manifest, shape);
        if (shape.Form == SemanticForm.ChannelsFirst && grid == shape.Size && !options.IsProbability && output is { Type: TensorType.Float32, IsOpen: false })
        {
            return new PredictionParts(manifest.Input.Size, new SemanticPart(output), null) { Channels = channels };
        }

        var logits = InstanceTensors.Float("semantic.logits", channels.Count, grid.Height, grid.Width);
        return new PredictionParts(manifest.Input.Size, new SemanticPart(logits), null)
        {
            Channels = channels,
            NewDecoder = () => new SemanticDecoder(output, shape, options, logits, manifest.Columns.Max()),
        };
    }

    /// <summary>The size of the map, or of cells of whole pixels of it where it is finer than needed.</summary>
    private static PixelSize GridOf(PixelSize map, PixelSize input, int cell)
    {
        int times = Math.Max(1, (int)Math.Round((double)cell * map.Width / input.Width));
        return new PixelSize(Math.Max(1, map.Width / times), Math.Max(1, map.Height / times));
    }

    /// <summary>A mask has two channels: that of the only class and of nothing, or of two classes. A map of numbers has one more than classes: of nothing.</summary>
    private static ClassChannels ChannelsOf(ModelManifest manifest, SemanticShape shape)
    {
        int count = shape.Form switch
        {
            SemanticForm.Mask => 2,
            SemanticForm.ClassMap => shape.Channels + 1,
            _ => shape.Channels,
        };
        return new ClassChannels(manifest.Categories, manifest.Columns, count);
    }
}
