using VideoSeg.Client;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;
using Range = System.Range;

namespace VideoSeg.Bench;

/// <summary>The frames of a clip as JPEG files in memory, encoded before the measurement.</summary>
/// <param name="Jpegs">The JPEG file of each frame.</param>
/// <param name="Names">The name of each frame: the file name without extension for a folder of images, the frame index for a video.</param>
/// <param name="Interval">The time between frames.</param>
internal sealed record BenchClip(IReadOnlyList<byte[]> Jpegs, IReadOnlyList<string> Names, TimeSpan Interval)
{
    /// <summary>The frame rate of a folder of images: that of CamVid's validation sequence.</summary>
    private const double FolderFramesPerSecond = 15;

    /// <param name="source">A video file, or a folder of images.</param>
    /// <param name="frames">The range of frames to read; both ends are counted from the start.</param>
    /// <param name="size">The size to resize the frames to, or <see langword="null"/> to keep their size.</param>
    /// <param name="quality">The JPEG quality, 1 to 100.</param>
    public static BenchClip Read(string source, Range frames, PixelSize? size, int quality)
    {
        var jpegs = new List<byte[]>();
        var names = new List<string>();
        using var reader = VideoReader.Open(source);
        for (int i = 0; i < frames.End.Value && reader.TryRead(out var frame); i++)
        {
            using (frame)
            {
                if (i >= frames.Start.Value)
                {
                    using var sized = Resize(frame, size ?? frame.Size);
                    jpegs.Add(sized.EncodeJpeg(quality));
                    names.Add(reader.FileName is { } file ? Path.GetFileNameWithoutExtension(file) : $"{i}");
                }
            }
        }

        return jpegs.Count > 0
            ? new BenchClip(jpegs, names, TimeSpan.FromSeconds(1 / (reader.FrameRate ?? FolderFramesPerSecond)))
            : throw new IOException($"{source}: no frame of {frames} could be read");
    }

    public async IAsyncEnumerable<VideoFrame> Frames()
    {
        for (int i = 0; i < Jpegs.Count; i++)
        {
            yield return VideoFrame.Encoded(Jpegs[i], i * Interval);
        }

        await Task.CompletedTask;
    }

    private static Frame Resize(Frame frame, PixelSize size)
    {
        var rgb = new byte[3 * size.Pixels];
        frame.CopyRgb(size, rgb);
        return FrameDecoder.Decode(new RawPicture(PixelFormat.Rgb24, size, 0, rgb), new FrameLimits(size.Pixels));
    }
}
