using VideoSeg.Vision.Frames;

namespace VideoSeg.Cli.Sources;

/// <summary>A frame as it is sent, and its pixels for whoever draws on them.</summary>
/// <param name="presentationTime">Counted from the start of the source.</param>
/// <param name="file">A JPEG, PNG or WebP.</param>
/// <param name="picture">Taken ownership of. Null: decoded when it is asked for.</param>
internal sealed class SourceFrame(TimeSpan presentationTime, ReadOnlyMemory<byte> file, Frame? picture = null) : IDisposable
{
    // What is too large for the server is the server's to say.
    private static readonly FrameLimits AnySize = new(int.MaxValue);

    private Frame? _picture = picture;

    public TimeSpan PresentationTime { get; } = presentationTime;

    public ReadOnlyMemory<byte> File { get; } = file;

    /// <summary>The pixels, which stay this frame's.</summary>
    /// <exception cref="FrameException">The file is broken.</exception>
    public Frame Picture => _picture ??= FrameDecoder.Decode(new EncodedPicture(File), AnySize);

    public void Dispose() => _picture?.Dispose();
}
