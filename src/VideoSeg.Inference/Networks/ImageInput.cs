using System.Buffers;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference.Networks;

/// <summary>
/// Brings frames to a graph's `image`: uint8 [1,H,W,3], which the graph normalises itself, or float32 [1,3,H,W], normalised here.
/// </summary>
internal sealed class ImageInput
{
    public const string Name = "image";

    private const byte LetterboxGrey = 114;

    private readonly ModelInput _input;
    private readonly bool _planar;

    /// <param name="input">How frames are fitted, and what the channels are.</param>
    /// <param name="graph">The graph whose image it is.</param>
    /// <param name="size">The size that the image must have; null: any, and it shows all of the input at that size.</param>
    /// <exception cref="ModelPackageException">The graph's image is missing, or not of the form or size that it must be.</exception>
    public ImageInput(ModelInput input, Graph graph, PixelSize? size = null)
    {
        _input = input;
        var spec = graph.Inputs.GetValueOrDefault(Name);
        _planar = spec?.Type == TensorType.Float32;
        Size = spec?.Shape switch
        {
            [1, 3, var height, var width] when _planar => new PixelSize((int)width, (int)height),
            [1, var height, var width, 3] when !_planar => new PixelSize((int)width, (int)height),
            _ => default,
        };
        if (Size == default || (size ?? Size) != Size)
        {
            string expected = size is { } given
                ? $"uint8 [1,{given.Height},{given.Width},3] or float [1,3,{given.Height},{given.Width}], by model.json's input"
                : "uint8 [1,H,W,3] or float [1,3,H,W]";
            throw new ModelPackageException(graph.Path, $"{(spec is null ? $"has no input {Name}" : $"input {spec} does not fit")}; expected is {Name} {expected}");
        }
    }

    public PixelSize Size { get; }

    /// <summary>Writes the frame into the graph's input.</summary>
    public void Write(Frame frame, TensorSet inputs)
    {
        if (!_planar)
        {
            WriteBytes(frame, inputs.Span<byte>(Name));
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(3 * (int)Size.Pixels);
        try
        {
            var bytes = rented.AsSpan(0, 3 * (int)Size.Pixels);
            WriteBytes(frame, bytes);
            WritePlanes(bytes, inputs.Span<float>(Name));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>[H,W,3] in the order of the model's colours.</summary>
    private void WriteBytes(Frame frame, Span<byte> pixels)
    {
        var area = _input.AreaOf(frame.Size, Size);
        if (area.Width == Size.Width && area.Height == Size.Height)
        {
            frame.CopyRgb(Size, pixels);
        }
        else
        {
            WriteLetterboxed(frame, area, pixels);
        }

        if (_input.Colour == ColourOrder.Bgr)
        {
            for (int i = 0; i < pixels.Length; i += 3)
            {
                (pixels[i], pixels[i + 2]) = (pixels[i + 2], pixels[i]);
            }
        }
    }

    private void WriteLetterboxed(Frame frame, PixelBox area, Span<byte> pixels)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(3 * area.Width * area.Height);
        var fitted = rented.AsSpan(0, 3 * area.Width * area.Height);
        frame.CopyRgb(new PixelSize(area.Width, area.Height), fitted);
        pixels.Fill(LetterboxGrey);
        for (int y = 0; y < area.Height; y++)
        {
            fitted.Slice(3 * y * area.Width, 3 * area.Width).CopyTo(pixels[(3 * (((area.Y + y) * Size.Width) + area.X))..]);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private void WritePlanes(ReadOnlySpan<byte> pixels, Span<float> planes)
    {
        int plane = (int)Size.Pixels;
        for (int c = 0; c < 3; c++)
        {
            float mean = _input.Mean[c];
            float scale = _input.Scale[c];
            var values = planes.Slice(c * plane, plane);
            for (int i = 0; i < plane; i++)
            {
                values[i] = (pixels[(3 * i) + c] - mean) * scale;
            }
        }
    }
}
