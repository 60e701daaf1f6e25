using System.Diagnostics;
using System.Globalization;
using System.Text;
using VideoSeg.Vision;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>
/// The pictures that the program ffmpeg decodes from a stream, as PPM. It is a program and not OpenCV's own FFmpeg, because that one is built without network support,
/// and because a camera that makes it hang or crash does not take the server with it.
/// </summary>
internal sealed class FfmpegPictures : IAsyncDisposable
{
    private const int MaxHeaderLineBytes = 32;

    private readonly Process _process;
    private readonly BufferedStream _output;
    private readonly long _maxPixels;
    private readonly FeedMemory _memory;

    private FfmpegPictures(Process process, long maxPixels, FeedMemory memory) =>
        (_process, _output, _maxPixels, _memory) = (process, new BufferedStream(process.StandardOutput.BaseStream), maxPixels, memory);

    /// <param name="address">An rtsp URL. Its password is passed to the program where no other program sees it.</param>
    /// <param name="maxPixels">The most pixels that a picture may have.</param>
    /// <param name="memory">What its pictures are counted against.</param>
    public static FfmpegPictures Start(Uri address, long maxPixels, FeedMemory memory)
    {
        // One thread, for several would hold back as many frames. Quiet, for its words hold the password.
        var start = new ProcessStartInfo(
            "ffmpeg",
            [
                "-loglevel", "quiet", "-protocol_whitelist", "pipe,rtsp,tcp", "-format_whitelist", "concat,rtsp", "-threads", "1", "-max_pixels", maxPixels.ToString(CultureInfo.InvariantCulture), "-safe", "0", "-f", "concat", "-i", "pipe:0",
                "-map", "0:v:0", "-vsync", "passthrough", "-f", "image2pipe", "-c:v", "ppm", "pipe:1",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("FFREPORT");
        var process = Process.Start(start)!;
        try
        {
            // A command line can be read by all on the machine, and so what is to be opened comes as a script. How many frames come a second is not waited for.
            string url = address.AbsoluteUri.Replace("'", "%27", StringComparison.Ordinal);
            process.StandardInput.Write($"ffconcat version 1.0\nfile '{url}'\noption rtsp_transport tcp\noption fpsprobesize 0\n");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and so do its pictures.
        }

        return new FfmpegPictures(process, maxPixels, memory);
    }

    /// <summary>Reads the next picture; null: the stream has ended.</summary>
    /// <exception cref="VideoException">A picture is too large, or there was no memory for it in time.</exception>
    public async ValueTask<FeedFrame?> NextAsync(CancellationToken cancellationToken)
    {
        // "P6", width and height, the largest value; then rows of RGB from the top.
        if (await LineAsync(cancellationToken) is not "P6" || await LineAsync(cancellationToken) is not { } sides || await LineAsync(cancellationToken) is null)
        {
            return null;
        }

        var size = sides.Split(' ') is [var width, var height]
            ? new PixelSize(int.Parse(width, CultureInfo.InvariantCulture), int.Parse(height, CultureInfo.InvariantCulture))
            : throw new VideoException("VIDEO_BROKEN", $"the size of a picture is '{sides}'");
        if ((long)size.Width * size.Height > _maxPixels)
        {
            throw new VideoException("VIDEO_TOO_LARGE", $"the camera's picture has {size} px; allowed are {_maxPixels} pixels");
        }

        var reserved = await _memory.ReserveAsync(1, size, cancellationToken);
        try
        {
            byte[] rgb = new byte[3 * size.Pixels];
            if (await _output.ReadAtLeastAsync(rgb, rgb.Length, throwOnEndOfStream: false, cancellationToken) == rgb.Length)
            {
                return new FeedFrame(new RawPicture(PixelFormat.Rgb24, size, 0, rgb)).With(reserved);
            }
        }
        catch
        {
            reserved.Dispose();
            throw;
        }

        reserved.Dispose();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _output.DisposeAsync();
        _process.Dispose();
    }

    /// <summary>Null: the output has ended.</summary>
    private async ValueTask<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (line.Length < MaxHeaderLineBytes && await _output.ReadAsync(next, cancellationToken) == 1)
        {
            if (next[0] == '\n')
            {
                return line.ToString();
            }

            line.Append((char)next[0]);
        }

        return null;
    }
}
