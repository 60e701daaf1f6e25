using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.Vision;

namespace VideoSeg.Bench;

/// <summary>A clip's frames as JPEG files in memory, made before anything is measured.</summary>
internal sealed class BenchClip
{
    private BenchClip(IReadOnlyList<byte[]> jpegs, TimeSpan interval)
    {
        Jpegs = jpegs;
        Interval = interval;
    }

    public IReadOnlyList<byte[]> Jpegs { get; }

    /// <summary>From a frame to the next, at the clip's pace.</summary>
    public TimeSpan Interval { get; }

    /// <param name="path">A video file.</param>
    /// <param name="count">At most so many frames.</param>
    /// <param name="size">Brought to this size; null: as they are.</param>
    /// <param name="quality">Of the JPEGs, 1 to 100.</param>
    public static BenchClip Read(string path, int count, PixelSize? size, int quality)
    {
        using var video = new VideoCapture(path);
        var jpegs = new List<byte[]>();
        using var frame = new Mat();
        while (jpegs.Count < count && video.Read(frame))
        {
            using var sized = size is { } s ? frame.Resize(new Size(s.Width, s.Height), 0, 0, InterpolationFlags.Cubic) : frame.Clone();
            jpegs.Add(sized.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, quality)));
        }

        return jpegs.Count > 0 ? new BenchClip(jpegs, TimeSpan.FromSeconds(1 / Math.Max(video.Fps, 1))) : throw new IOException($"{path}: no frame could be read");
    }

    public async IAsyncEnumerable<VideoFrame> Frames()
    {
        for (int i = 0; i < Jpegs.Count; i++)
        {
            yield return VideoFrame.Encoded(Jpegs[i], i * Interval);
        }

        await Task.CompletedTask;
    }
}
