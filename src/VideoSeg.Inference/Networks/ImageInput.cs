using System.Buffers;
using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Inference.Networks;

/// <summary>Brings frames to a graph's image, in the layout and type that it has: bytes, or floats that are normalised here.</summary>
internal sealed class ImageInput
{
    private readonly ModelInput _input;
    private readonly ImageTensor _tensor;

    /// <summary>For each channel the value of each byte.</summary>
    private readonly float[][] _values;

    /// <param name="input">How frames are fitted, and what the channels are.</param>
    /// <param name="tensor">The input that gets the image.</param>
    public ImageInput(ModelInput input, ImageTensor tensor)
    {
        (_input, _tensor) = (input, tensor);
        _values = [.. Enumerable.Range(0, 3).Select(c => Enumerable.Range(0, 256).Select(b => (b - input.Mean[c]) * input.Scale[c]).ToArray())];
    }

    public PixelSize Size => _tensor.Size;

    /// <summary>Writes the frame into the graph's input.</summary>
    public void Write(Frame frame, TensorSet inputs)
    {
        int length = 3 * (int)Size.Pixels;
        if (_tensor is { Spec.Type: TensorType.UInt8, Layout: ImageLayout.Nhwc or ImageLayout.Hwc })
        {
            WriteBytes(frame, inputs.Span<byte>(_tensor.Spec.Name)[..length]);
            return;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var pixels = rented.AsSpan(0, length);
            WriteBytes(frame, pixels);
            WriteValues(pixels, inputs);
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
        for (int i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (_input.Pad[0], _input.Pad[1], _input.Pad[2]);
        }

        for (int y = 0; y < area.Height; y++)
        {
            fitted.Slice(3 * y * area.Width, 3 * area.Width).CopyTo(pixels[(3 * (((area.Y + y) * Size.Width) + area.X))..]);
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private void WriteValues(ReadOnlySpan<byte> pixels, TensorSet inputs)
    {
        string name = _tensor.Spec.Name;
        switch (_tensor.Spec.Type)
        {
            case TensorType.Float32:
                Write(pixels, inputs.Span<float>(name), static value => value);
                break;
            case TensorType.Float16:
                Write(pixels, inputs.Span<Half>(name), static value => (Half)value);
                break;
            case TensorType.UInt8:
                Write(pixels, inputs.Span<byte>(name), static value => (byte)Math.Clamp(value, 0, 255));
                break;
            default:
                Write(pixels, inputs.Span<int>(name), static value => (int)value);
                break;
        }
    }

    private void Write<T>(ReadOnlySpan<byte> pixels, Span<T> image, Func<float, T> convert)
    {
        bool isPlanar = _tensor.Layout is ImageLayout.Nchw or ImageLayout.Chw;
        int plane = (int)Size.Pixels;
        var (start, step) = isPlanar ? (plane, 1) : (1, 3);
        var table = new T[256];
        for (int c = 0; c < 3; c++)
        {
            float[] values = _values[c];
            for (int b = 0; b < table.Length; b++)
            {
                table[b] = convert(values[b]);
            }

            int at = c * start;
            for (int i = c; i < pixels.Length; i += 3, at += step)
            {
                image[at] = table[pixels[i]];
            }
        }
    }
}
