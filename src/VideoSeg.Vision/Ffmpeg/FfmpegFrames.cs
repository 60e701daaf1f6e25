using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using OpenCvSharp;

namespace VideoSeg.Vision.Ffmpeg;

/// <summary>
/// The frames that an ffmpeg process decodes:
/// <code>
/// ffmpeg ─► standard output: the pixels of each frame, BGR rows without gaps
///        └► standard error: a line for each frame (its time, size and pixel aspect), and what went wrong
/// </code>
/// A frame has the size that the stream has at that time, and its colours are converted by the matrix and range that the stream says. One reader, one
/// thread at a time; <see cref="Kill"/> may be called by any.
/// </summary>
internal sealed class FfmpegFrames : IDisposable
{
    private const int MaxThreads = 8;

    private readonly Process _process;
    private readonly Stream _pixels;
    private readonly TimeSpan _patience;
    private readonly ITimer _watchdog;
    private readonly BlockingCollection<FrameLine> _lines = [];

    /// <summary>Whoever ends the process must not meet who frees it.</summary>
    private readonly Lock _ending = new();

    private FrameLine? _next;
    private bool _isDisposed;
    private int _errors;
    private volatile string? _firstError;
    private volatile string? _tooLarge;
    private volatile bool _hasStalled;

    private FfmpegFrames(Process process, TimeSpan patience)
    {
        (_process, _pixels, _patience) = (process, process.StandardOutput.BaseStream, patience);
        _watchdog = TimeProvider.System.CreateTimer(_ => Stall(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.BeginErrorReadLine();
    }

    /// <summary>How many times ffmpeg said that something of the input is wrong.</summary>
    public int Errors => Volatile.Read(ref _errors);

    /// <summary>What it said first; null: nothing.</summary>
    public string? FirstError => _firstError;

    /// <summary>What it said of a frame that has more pixels than allowed, such as "Picture size 8192x4352 is invalid"; null: none had.</summary>
    public string? TooLarge => _tooLarge;

    /// <summary>Whether it was ended because no frame came for too long.</summary>
    public bool HasStalled => _hasStalled;

    /// <param name="input">The arguments of the input, with its -i.</param>
    /// <param name="track">The index of the video track; null: the first one.</param>
    /// <param name="maxPixels">The most pixels that a frame may have.</param>
    /// <param name="patience">The longest time from frame to frame; infinite: no limit.</param>
    /// <param name="script">Written to the standard input; null: nothing.</param>
    public static FfmpegFrames Start(IEnumerable<string> input, int? track, long maxPixels, TimeSpan patience, string? script = null)
    {
        // A live stream is decoded by one thread, for several would hold back as many frames.
        int threads = script is null ? Math.Min(Environment.ProcessorCount, MaxThreads) : 1;
        var start = FfmpegProgram.StartOf(
            "ffmpeg",
            [
                "-hide_banner", "-nostats", "-loglevel", "level+info", "-threads", threads.ToString(CultureInfo.InvariantCulture),
                "-max_pixels", Math.Min(maxPixels, int.MaxValue).ToString(CultureInfo.InvariantCulture), .. input,
                "-map", track is { } index ? $"0:{index}" : "0:v:0",
                "-vf", "showinfo=checksum=0", "-autoscale", "0", "-vsync", "passthrough", "-c:v", "rawvideo", "-pix_fmt", "bgr24", "-f", "rawvideo", "pipe:1",
            ]);
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        var process = Process.Start(start)!;
        try
        {
            process.StandardInput.Write(script);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already, and so do its frames.
        }

        return new FfmpegFrames(process, patience);
    }

    /// <summary>Waits for the next frame, which <see cref="Read"/> or <see cref="Skip"/> must take before the one after it. False: there is none.</summary>
    public bool TryNext([NotNullWhen(true)] out FrameLine? line)
    {
        if (_next is null)
        {
            Watch(true);
            _next = _lines.TryTake(out var next, Timeout.Infinite) ? next : null;
            Watch(false);
        }

        return (line = _next) is not null;
    }

    /// <returns>The pixels of the frame that came next, the caller's; null: the process ended within them.</returns>
    public Mat? Read()
    {
        var size = Take().Size;
        var bgr = new Mat(size.Height, size.Width, MatType.CV_8UC3);
        if (Fill(bgr.AsSpan<byte>()))
        {
            return bgr;
        }

        bgr.Dispose();
        return null;
    }

    /// <returns>False: the process ended within the frame.</returns>
    public bool Skip()
    {
        var buffer = new byte[64 * 1024];
        for (long left = 3 * Take().Size.Pixels; left > 0; left -= buffer.Length)
        {
            if (!Fill(buffer.AsSpan(0, (int)Math.Min(left, buffer.Length))))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Ends the process, and with it a read that is in progress.</summary>
    public void Kill()
    {
        lock (_ending)
        {
            if (!_isDisposed)
            {
                _process.Kill();
            }
        }
    }

    public void Dispose()
    {
        Kill();
        _process.WaitForExit();
        lock (_ending)
        {
            _isDisposed = true;
        }

        _watchdog.Dispose();
        _process.Dispose();
        _lines.Dispose();
    }

    private FrameLine Take()
    {
        var line = _next ?? throw new InvalidOperationException("No frame was waited for.");
        _next = null;
        return line;
    }

    private bool Fill(Span<byte> buffer)
    {
        Watch(true);
        bool isFull = _pixels.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false) == buffer.Length;
        Watch(false);
        return isFull;
    }

    /// <summary>Only the time in which this side waits counts: a reader that comes late is no fault of the process.</summary>
    private void Watch(bool isWaiting) => _watchdog.Change(isWaiting ? _patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void Stall()
    {
        _hasStalled = true;
        Kill();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            _lines.CompleteAdding();
        }
        else if (FrameLine.TryParse(line, out var frame))
        {
            _lines.Add(frame);
        }
        else if (line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal) || line.Contains("corrupt", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _errors);
            var words = line[(line.LastIndexOf("] ", StringComparison.Ordinal) is var end and >= 0 ? end + 2 : 0)..];
            _firstError ??= words;
            _tooLarge ??= words.StartsWith("Picture size", StringComparison.Ordinal) ? words : null;
        }
    }
}
