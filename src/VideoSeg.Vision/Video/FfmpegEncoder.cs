using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace VideoSeg.Vision.Video;

/// <summary>An ffmpeg process that takes BGR rows on its standard input and writes an H.264 file that plays everywhere.</summary>
internal sealed class FfmpegEncoder : IDisposable
{
    private readonly Process _process;
    private readonly string _path;
    private readonly ConcurrentQueue<string> _errors = [];
    private bool _isFinished;

    private FfmpegEncoder(Process process, string path)
    {
        (_process, _path) = (process, path);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                _errors.Enqueue(text);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <summary>Null: there is no such program.</summary>
    public static FfmpegEncoder? TryStart(string program, string path, PixelSize size, double frameRate)
    {
        if (!FfmpegProgram.IsOnPath(program))
        {
            return null;
        }

        // In a session of its own: Ctrl-C is for the program that writes the video, which then finishes the file.
        var start = new ProcessStartInfo("setsid")
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                program, "-y", "-loglevel", "error",
                "-f", "rawvideo", "-pix_fmt", "bgr24", "-video_size", size.ToString(),
                "-framerate", frameRate.ToString(CultureInfo.InvariantCulture), "-i", "-",

                // 4:2:0 has a colour sample for 2 x 2 pixels: odd sides get one more column or row.
                "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2",
                "-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
                "-f", "mp4", "file:" + path,
            },
        };
        return new(Process.Start(start)!, path);
    }

    public void Write(ReadOnlySpan<byte> bgr)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(bgr);
        }
        catch (IOException error)
        {
            // It ended and no longer reads: its last words say why.
            _process.WaitForExit();
            throw Failed(error);
        }
    }

    public void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _isFinished = true;
        _process.StandardInput.Close();
        _process.WaitForExit();
        if (_process.ExitCode != 0)
        {
            throw Failed(null);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private VideoException Failed(Exception? inner) =>
        VideoException.NotWritten($"ffmpeg could not write '{_path}' (exit code {_process.ExitCode}): {string.Join(" ", _errors)}", inner);
}
