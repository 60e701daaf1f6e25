using VideoSeg.Inference.Families.Decoding;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Parts;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;

namespace VideoSeg.Inference.Families.Detections;

/// <summary>The masks of detections: each lies on the whole input, or on its box.</summary>
internal sealed class DetectionMasks
{
    /// <summary>The slope of the logistic function at 0, by which probabilities become logits: their interpolation stays linear, as in the networks' own paste.</summary>
    private const float Slope = 4;

    private const float ProbabilityOfEdge = 0.5f;

    private readonly ModelManifest _manifest;
    private readonly bool _areLogits;

    /// <exception cref="ModelPackageException">The masks are neither as large as the input nor those of regions.</exception>
    public DetectionMasks(ModelManifest manifest, GraphSignature graph, TensorSpec output, DetectionsOptions options, int most)
    {
        (_manifest, Output, _areLogits, Most) = (manifest, output, options.MasksAreLogits, most);
        var (height, width) = (output.Shape[^2], output.Shape[^1]);
        var input = manifest.Input.Size;
        CoverInput = (width, height) == (input.Width, input.Height);
        if (!CoverInput && (width != height || width > CropWriter.MostSide))
        {
            throw new ModelPackageException(graph.Path, $"output {output} has masks of {width}x{height}; expected are masks as large as the input, {input}, or square ones of a region, at most {CropWriter.MostSide}x{CropWriter.MostSide}");
        }

        var writer = new CropWriter(most);
        Part = new CropMasks(writer.Places, writer.Values, input, _areLogits ? -10 : -ProbabilityOfEdge * Slope);
    }

    public TensorSpec Output { get; }

    /// <summary>Whether each mask is as large as the input; if not, it is as large as its box.</summary>
    public bool CoverInput { get; }

    public CropMasks Part { get; }

    private int Most { get; }

    public CropWriter NewWriter() => new(Most);

    /// <summary>Writes the masks of detections, in their order.</summary>
    /// <exception cref="InferenceException">Their size has changed since the package was loaded.</exception>
    public void Write(IReadOnlyList<Detection> detections, CropWriter writer, ref float[] scratch, GraphOutputs outputs, PartTensors parts)
    {
        writer.Begin(parts);
        var shape = outputs.ShapeOf(Output.Name);
        if (detections.Count > 0 && (shape[^1] != Output.Shape[^1] || shape[^2] != Output.Shape[^2]))
        {
            throw new InferenceException($"output {Output} has the shape [{string.Join(',', shape)}] now; when the package was loaded it was [{string.Join(',', Output.Shape)}]");
        }

        var size = new PixelSize((int)Output.Shape[^1], (int)Output.Shape[^2]);
        var masks = outputs.Floats(Output.Name);
        int cells = (int)size.Pixels;
        if (scratch.Length < cells)
        {
            scratch = new float[cells];
        }

        for (int i = 0; i < detections.Count; i++)
        {
            var detection = detections[i];
            if ((detection.Row + 1) * cells > masks.Length)
            {
                throw new InferenceException($"output {Output} has {masks.Length / cells} masks, but there is a detection {detection.Row}");
            }

            var crop = CoverInput ? CropOf(detection, size) : new PixelBox(0, 0, size.Width, size.Height);
            var map = ToLogits(masks.Slice(detection.Row * cells, cells), scratch.AsSpan(0, cells), crop, size.Width);
            var input = _manifest.Input.Size;
            writer.Add(i, detection, map, size, crop, CoverInput ? (0, 0, input.Width, input.Height) : (detection.Left, detection.Top, detection.Right, detection.Bottom), parts);
        }
    }

    /// <summary>The box in whole pixels and one around; nothing of a mask lies further out.</summary>
    private static PixelBox CropOf(in Detection detection, PixelSize size)
    {
        int left = (int)Math.Clamp(MathF.Floor(detection.Left) - 1, 0, size.Width - 1);
        int top = (int)Math.Clamp(MathF.Floor(detection.Top) - 1, 0, size.Height - 1);
        int right = (int)Math.Clamp(MathF.Ceiling(detection.Right) + 1, left + 1, size.Width);
        int bottom = (int)Math.Clamp(MathF.Ceiling(detection.Bottom) + 1, top + 1, size.Height);
        return new PixelBox(left, top, right - left, bottom - top);
    }

    private ReadOnlySpan<float> ToLogits(ReadOnlySpan<float> mask, Span<float> logits, PixelBox crop, int width)
    {
        if (_areLogits)
        {
            return mask;
        }

        for (int y = crop.Y; y < crop.Bottom; y++)
        {
            for (int at = (y * width) + crop.X, end = (y * width) + crop.Right; at < end; at++)
            {
                logits[at] = (mask[at] - ProbabilityOfEdge) * Slope;
            }
        }

        return logits;
    }
}
