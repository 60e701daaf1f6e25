using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Networks;

/// <summary>The input of a graph that gets the image, in the form that the graph and model.json agree on.</summary>
/// <param name="Spec">Without open sizes.</param>
/// <param name="Layout">The order of its dimensions.</param>
/// <param name="Size">In pixels.</param>
internal sealed record ImageTensor(TensorSpec Spec, ImageLayout Layout, PixelSize Size)
{
    /// <summary>The name that an image has without model.json saying more.</summary>
    public const string Name = "image";

    private static readonly string[] OtherInputs = ["previous.", "cache.", "warped."];

    /// <summary>How many images the graph takes at once. Frames go into the first place.</summary>
    public long Batch => Layout is ImageLayout.Nchw or ImageLayout.Nhwc ? Spec.Shape[0] : 1;

    /// <summary>Finds the image of a keyframe graph. What the graph leaves open is as model.json says; what both say must be equal.</summary>
    /// <exception cref="ModelPackageException">There is no such input, its form is not allowed, or it contradicts model.json.</exception>
    public static ImageTensor Find(GraphSignature graph, ModelManifest manifest)
    {
        var spec = manifest.Input.Name is { } name ? Named(graph, manifest, name) : Likely(graph, manifest.Input);
        if (spec is null)
        {
            throw new ModelPackageException(graph.Path, $"has no input {Name}; expected is {Name} {Expected(manifest.Input)}");
        }

        return Settle(graph, spec, manifest);
    }

    /// <summary>Finds the image of a graph that chooses its size by itself.</summary>
    /// <exception cref="ModelPackageException">Its form is not allowed, or a size is open.</exception>
    public static ImageTensor Find(GraphSignature graph)
    {
        var spec = graph.Inputs[Name];
        return LayoutsOf(spec) is [var layout, ..] && WithoutOpenBatch(spec, layout) is { IsOpen: false } settled
            ? new ImageTensor(settled, layout, SizeOf(settled.Shape, layout))
            : throw new ModelPackageException(graph.Path, $"input {spec} does not fit; expected is {Name} uint8 [1,H,W,3] or float [1,3,H,W]");
    }

    private static TensorSpec Named(GraphSignature graph, ModelManifest manifest, string name) => graph.Inputs.TryGetValue(name, out var spec)
        ? spec
        : throw new ModelPackageException(manifest.File, $"input.name is '{name}'; the inputs of {Path.GetFileName(graph.Path)} are {string.Join("; ", graph.Inputs.Values)}");

    private static TensorSpec? Likely(GraphSignature graph, ModelInput input)
    {
        if (graph.Inputs.TryGetValue(Name, out var image))
        {
            return image;
        }

        TensorSpec[] likely = [.. graph.Inputs.Values.Where(i => LayoutsOf(i).Any() && !input.Constants.ContainsKey(i.Name) && !OtherInputs.Any(o => i.Name.StartsWith(o, StringComparison.Ordinal)))];
        return likely.Length == 1 ? likely[0] : null;
    }

    private static ImageTensor Settle(GraphSignature graph, TensorSpec spec, ModelManifest manifest)
    {
        var input = manifest.Input;
        var layouts = LayoutsOf(spec);
        if (layouts.Count == 0)
        {
            throw new ModelPackageException(graph.Path, $"input {spec} does not fit; expected is {spec.Name} {Expected(input)}");
        }

        if (input.Layout is { } said && !layouts.Contains(said))
        {
            throw new ModelPackageException(manifest.File, $"input.layout is '{Word(said)}', but input {spec} of {Path.GetFileName(graph.Path)} is {string.Join(" or ", layouts.Select(Word))}");
        }

        var layout = input.Layout ?? layouts[0];
        var (height, width) = Sides(layout);
        long[] shape = [.. WithoutOpenBatch(spec, layout).Shape];
        shape[height] = Side(graph, spec, manifest, spec.Shape[height], input.Height, "height", $"{spec.Name} {Expected(input)}");
        shape[width] = Side(graph, spec, manifest, spec.Shape[width], input.Width, "width", $"{spec.Name} {Expected(input)}");
        shape[Channels(layout)] = 3;
        return new ImageTensor(new TensorSpec(spec.Name, spec.Type, shape), layout, SizeOf(shape, layout));
    }

    private static long Side(GraphSignature graph, TensorSpec spec, ModelManifest manifest, long fixedSide, int said, string field, string expected) => (fixedSide, said) switch
    {
        ( < 0, 0) => throw new ModelPackageException(manifest.File, $"input.{field} is missing, and input {spec} of {Path.GetFileName(graph.Path)} leaves it open; allowed: {ModelInput.LeastSide} to {ModelInput.MostSide}"),
        ( < 0, _) => said,
        ( < ModelInput.LeastSide or > ModelInput.MostSide, _) => throw new ModelPackageException(graph.Path, $"input {spec} has the {field} {fixedSide}; allowed are {ModelInput.LeastSide} to {ModelInput.MostSide}"),
        (_, 0) => fixedSide,
        _ => fixedSide == said ? fixedSide : throw new ModelPackageException(graph.Path, $"input {spec} does not fit input.{field} of model.json, which is {said}; expected is {expected}, by model.json's input"),
    };

    /// <summary>The layouts that the shape allows, the likelier first.</summary>
    private static IReadOnlyList<ImageLayout> LayoutsOf(TensorSpec spec)
    {
        if (spec.Type == TensorType.Int64)
        {
            return [];
        }

        var shape = spec.Shape;
        bool IsColour(int dimension) => shape[dimension] is 3 or < 0;
        (ImageLayout Layout, bool Fits)[] all = shape.Count switch
        {
            4 => [(ImageLayout.Nchw, IsColour(1)), (ImageLayout.Nhwc, IsColour(3))],
            3 => [(ImageLayout.Chw, IsColour(0)), (ImageLayout.Hwc, IsColour(2))],
            _ => [],
        };

        // A dimension of 3 is the colours; one that is open may be.
        return [.. all.Where(l => l.Fits).OrderBy(l => shape[Channels(l.Layout)] == 3 ? 0 : 1).Select(l => l.Layout)];
    }

    private static TensorSpec WithoutOpenBatch(TensorSpec spec, ImageLayout layout)
    {
        bool hasBatch = layout is ImageLayout.Nchw or ImageLayout.Nhwc;
        return hasBatch && spec.Shape[0] < 0 ? spec with { Shape = [1, .. spec.Shape.Skip(1)], OpenDimensions = [.. spec.OpenDimensions.Where(d => d != 0)] } : spec;
    }

    private static (int Height, int Width) Sides(ImageLayout layout) => layout switch
    {
        ImageLayout.Nchw => (2, 3),
        ImageLayout.Hwc => (0, 1),
        _ => (1, 2),
    };

    private static int Channels(ImageLayout layout) => layout switch
    {
        ImageLayout.Nchw => 1,
        ImageLayout.Nhwc => 3,
        ImageLayout.Chw => 0,
        _ => 2,
    };

    private static PixelSize SizeOf(IReadOnlyList<long> shape, ImageLayout layout)
    {
        var (height, width) = Sides(layout);
        return new PixelSize((int)shape[width], (int)shape[height]);
    }

    private static string Word(ImageLayout layout) => layout.ToString().ToLowerInvariant();

    private static string Expected(ModelInput input)
    {
        string height = input.Height == 0 ? "H" : $"{input.Height}";
        string width = input.Width == 0 ? "W" : $"{input.Width}";
        return $"uint8 [1,{height},{width},3] or float [1,3,{height},{width}]";
    }
}
