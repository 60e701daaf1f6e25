using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>A frame exceeds the server's limits and was not sent. The stream goes on.</summary>
public sealed class FrameTooLargeException : Exception
{
    private FrameTooLargeException(string message)
        : base(message)
    {
    }

    /// <summary>Checks the message size, and the pixels of a raw frame. The server checks the pixels of an encoded one.</summary>
    internal static void ThrowIfOver(StreamLimits limits, StreamSegmentRequest request)
    {
        if (request.CalculateSize() is var bytes && bytes > limits.MaxMessageBytes)
        {
            throw new FrameTooLargeException(
                $"Frame {request.Frame.FrameNumber} makes a message of {bytes} bytes; this server takes at most {limits.MaxMessageBytes}.");
        }

        if (request.Frame.Raw is { } raw && (ulong)raw.Width * raw.Height > limits.MaxFramePixels)
        {
            throw new FrameTooLargeException(
                $"Frame {request.Frame.FrameNumber} has {raw.Width}x{raw.Height} pixels; this server takes at most {limits.MaxFramePixels} in all.");
        }
    }
}
