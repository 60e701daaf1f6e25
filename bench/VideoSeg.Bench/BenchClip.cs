using OpenCvSharp;
using VideoSeg.Client;
using VideoSeg.Vision;
using Range = System.Range;

namespace VideoSeg.Bench;

/// <summary>A clip's frames as JPEG files in memory, made before anything is measured.</summary>
/// <param name="Jpegs">One for each frame.</param>
/// <param name="Names">Of the images of a folder, without extension; of a video the frame's index.</param>
/// <param name="Interval">From a frame to the next, at the clip's pace.</param>
internal sealed record BenchClip(IReadOnlyList<byte[]> Jpegs, IReadOnlyList<string> Names, TimeSpan Interval)
{
    /// <summary>For a folder of images, whose pace is not known: CamVid's validation scene.</summary>
    private const double FolderFramesPerSecond = 15;

    /// <param name="source">A video file, or a folder of images in the order of their names.</param>
    /// <param name="frames">Which of the frames.</param>
    /// <param name="size">Brought to this size; null: as they are.</param>
    /// <param name="quality">Of the JPEGs, 1 to 100.</param>
    public static BenchClip Read(string source, Range frames, PixelSize? size, int quality)
    {
        var jpegs = new List<byte[]>();
        var names = new List<string>();
        double rate = FolderFramesPerSecond;
        foreach (var (name, frame) in Directory.Exists(source) ? Images(source, frames) : Video(source, frames, out rate))
        {
            using var sized = size is { } s ? frame.Resize(new Size(s.Width, s.Height), 0, 0, InterpolationFlags.Cubic) : frame.Clone();
            jpegs.Add(sized.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, quality)));
            names.Add(name);
            frame.Dispose();
        }

        return jpegs.Count > 0 ? new BenchClip(jpegs, names, TimeSpan.FromSeconds(1 / rate)) : throw new IOException($"{source}: no frame of {frames} could be read");
    }

    public async IAsyncEnumerable<VideoFrame> Frames()
    {
        for (int i = 0; i < Jpegs.Count; i++)
        {
            yield return VideoFrame.Encoded(Jpegs[i], i * Interval);
        }

        await Task.CompletedTask;
    }

    private static IEnumerable<(string Name, Mat Frame)> Images(string folder, Range frames) =>
        Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Take(frames)
            .Select(file => (Path.GetFileNameWithoutExtension(file), Cv2.ImRead(file)));

    private static IEnumerable<(string Name, Mat Frame)> Video(string file, Range frames, out double rate)
    {
        using var probe = new VideoCapture(file);
        rate = probe.Fps > 0 ? probe.Fps : throw new IOException($"{file}: not a video that can be read");
        return All(file).Select((frame, i) => (Name: $"{i}", Frame: frame)).Take(frames);

        static IEnumerable<Mat> All(string file)
        {
            using var video = new VideoCapture(file);
            while (true)
            {
                var frame = new Mat();
                if (!video.Read(frame))
                {
                    frame.Dispose();
                    yield break;
                }

                yield return frame;
            }
        }
    }
}
