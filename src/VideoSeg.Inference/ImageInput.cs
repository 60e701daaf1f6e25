using System.Buffers;
using Microsoft.ML.OnnxRuntime.Tensors;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference;

/// <summary>
/// Brings frames to a graph's `image`: uint8 [1,H,W,3], which the graph normalises itself, or float32 [1,3,H,W], normalised here.
/// </summary>
internal sealed class ImageInput
{
    public const string Name = "image";

    private const byte LetterboxGrey = 114;

    private readonly ModelInput _input;
    private readonly bool _planar;

    /// <exception cref="ModelPackageException">The graph's image is missing, or not of the manifest's size.</exception>
    public ImageInput(ModelInput input, Graph graph)
    {
        _input = input;
        string expected = $"{Name} uint8 [1,{input.Height},{input.Width},3] or float [1,3,{input.Height},{input.Width}], by model.json's input";
        if (!graph.Inputs.TryGetValue(Name, out var spec) || graph.Inputs.Count > 1)
        {
            throw new ModelPackageException(graph.Path, $"has the inputs {string.Join(", ", graph.Inputs.Keys)}; expected is {expected}, and nothing else");
        }

        _planar = spec.Type == TensorElementType.Float;
        long[] shape = _planar ? [1, 3, input.Height, input.Width] : [1, input.Height, input.Width, 3];
        if (!spec.Shape.SequenceEqual(shape))
        {
            throw new ModelPackageException(graph.Path, $"input {spec} does not fit; expected is {expected}");
        }
    }

    public PixelSize Size => new(_input.Width, _input.Height);

    /// <summary>Where a frame of <paramref name="frame"/> lies in the input, in its pixels.</summary>
    public PixelBox Area(PixelSize frame)
    {
        if (_input.Fit == FrameFit.Stretch)
        {
            return new PixelBox(0, 0, _input.Width, _input.Height);
        }

        double scale = Math.Min((double)_input.Width / frame.Width, (double)_input.Height / frame.Height);
        int width = Math.Clamp((int)Math.Round(frame.Width * scale), 1, _input.Width);
        int height = Math.Clamp((int)Math.Round(frame.Height * scale), 1, _input.Height);
        return new PixelBox((_input.Width - width) / 2, (_input.Height - height) / 2, width, height);
    }

    /// <summary>Writes the frame into the graph's input.</summary>
    public void Write(Frame frame, TensorSet inputs)
    {
        if (!_planar)
        {
            WriteBytes(frame, inputs.Span<byte>(Name));
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(3 * _input.Width * _input.Height);
        try
        {
            var bytes = rented.AsSpan(0, 3 * _input.Width * _input.Height);
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
        var area = Area(frame.Size);
        if (area.Width == _input.Width && area.Height == _input.Height)
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
            fitted.Slice(3 * y * area.Width, 3 * area.Width).CopyTo(pixels[(3 * (((area.Y + y) * _input.Width) + area.X))..]);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private void WritePlanes(ReadOnlySpan<byte> pixels, Span<float> planes)
    {
        int plane = _input.Width * _input.Height;
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
