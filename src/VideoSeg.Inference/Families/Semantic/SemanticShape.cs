using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Semantic;

/// <summary>The form and the size of a semantic output.</summary>
/// <param name="Form">What the values are.</param>
/// <param name="Channels">How many values a cell has; of a class map, how many classes are read.</param>
/// <param name="Size">The size of the map in cells.</param>
internal sealed record SemanticShape(SemanticForm Form, int Channels, PixelSize Size)
{
    /// <exception cref="ModelPackageException">The shape fits no form, more than one, or not the classes.</exception>
    public static SemanticShape Find(ModelManifest manifest, GraphSignature graph, TensorSpec output, SemanticOptions options)
    {
        int classes = manifest.Columns.Max() + 1;
        SemanticShape[] fitting = [.. Readings(output, classes).Where(r => options.Form is null || r.Form == options.Form)];
        if (fitting.Length > 1 && fitting.Where(r => HasShapeOf(r.Size, manifest.Input.Size)).ToArray() is { Length: > 0 } alike)
        {
            fitting = alike;
        }

        if (fitting.Length == 0)
        {
            throw new ModelPackageException(
                graph.Path,
                $"output {output} does not fit {(options.Form is null ? "family semantic" : $"decode.form '{Word(options.Form.Value)}'")}; the classes in model.json read {classes} channels, and expected is float [1,{classes} or more,h,w], float [1,h,w,{classes} or more], a float mask [1,1,h,w] of 1 or 2 classes, or whole numbers [1,1,h,w] or [1,h,w]");
        }

        return fitting.Length == 1 || fitting[0].Form != SemanticForm.ChannelsFirst || fitting[1].Form != SemanticForm.ChannelsLast
            ? fitting[0]
            : throw new ModelPackageException(manifest.File, $"decode.form is missing, and output {output} of {Path.GetFileName(graph.Path)} may be channels-first or channels-last");
    }

    private static IEnumerable<SemanticShape> Readings(TensorSpec output, int classes)
    {
        bool isFloat = output.Type is TensorType.Float32 or TensorType.Float16;
        if (isFloat && output.Shape is [1, var first, var firstHeight, var firstWidth] && first > 1 && first >= classes && firstHeight > 1)
        {
            yield return new SemanticShape(SemanticForm.ChannelsFirst, (int)first, new PixelSize((int)firstWidth, (int)firstHeight));
        }

        // Hundreds of columns are a picture's width, not classes.
        if (isFloat && output.Shape is [1, var lastHeight, var lastWidth, var last] && last > 1 && last >= classes && last <= Math.Max(classes, 256) && lastHeight > 1)
        {
            yield return new SemanticShape(SemanticForm.ChannelsLast, (int)last, new PixelSize((int)lastWidth, (int)lastHeight));
        }

        long[] map = [.. output.Shape.SkipWhile(d => d == 1)];
        if (map is [var height, var width])
        {
            var size = new PixelSize((int)width, (int)height);
            if (isFloat && classes <= 2)
            {
                yield return new SemanticShape(SemanticForm.Mask, 1, size);
            }

            yield return new SemanticShape(SemanticForm.ClassMap, classes, size);
        }
    }

    /// <summary>Whether cells of the map are about square where the input's pixels are.</summary>
    private static bool HasShapeOf(PixelSize map, PixelSize input) =>
        Math.Abs(((double)map.Width * input.Height / ((double)map.Height * input.Width)) - 1) < 0.1;

    private static string Word(SemanticForm form) => form switch
    {
        SemanticForm.ChannelsFirst => "channels-first",
        SemanticForm.ChannelsLast => "channels-last",
        SemanticForm.Mask => "mask",
        _ => "class-map",
    };
}
