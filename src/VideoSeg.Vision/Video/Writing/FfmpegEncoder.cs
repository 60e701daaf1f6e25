using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using VideoSeg.Vision.Ffmpeg;

namespace VideoSeg.Vision.Video.Writing;

/// <summary>An ffmpeg process that takes frames with their times on its standard input and writes a file in which each is shown at its time.</summary>
internal sealed class FfmpegEncoder : IDisposable
{
    private readonly Process _process;
    private readonly RawMatroska _frames;
    private readonly string _path;
    private readonly ConcurrentQueue<string> _errors = [];
    private bool _isFinished;

    private FfmpegEncoder(Process process, string path)
    {
        (_process, _path, _frames) = (process, path, new RawMatroska(process.StandardInput.BaseStream));
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                _errors.Enqueue(text);
            }
        };
        process.BeginErrorReadLine();
    }

    /// <exception cref="VideoException">There is no ffmpeg, or it ended at once.</exception>
    public static FfmpegEncoder Start(string path, VideoFormat format, PixelSize size, PixelAspect aspect, double frameRate)
    {
        if (!FfmpegProgram.IsInstalled)
        {
            throw VideoException.WithoutProgram();
        }

        var start = FfmpegProgram.StartOf(
            "ffmpeg",
            [
                "-y", "-loglevel", "error", "-f", "matroska", "-i", "pipe:0",

                // 4:2:0 has a colour sample for 2 x 2 pixels: odd sides get one more column or row. The colours are converted by the matrix that the file names.
                "-vf", $"scale=out_color_matrix=bt709:out_range=tv,pad=ceil(iw/2)*2:ceil(ih/2)*2,setsar={aspect}",
                "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
                "-vsync", "passthrough", "-enc_time_base", string.Create(CultureInfo.InvariantCulture, $"1/{format.TicksPerSecond}"),
                .. format.Encoder, "-f", format.Muxer, FfmpegProgram.FileOf(path),
            ]);
        (start.RedirectStandardInput, start.RedirectStandardError) = (true, true);
        var encoder = new FfmpegEncoder(Process.Start(start)!, path);
        encoder.Try(frames => frames.Begin(size, frameRate));
        return encoder;
    }

    /// <param name="bgr">Rows without gaps.</param>
    /// <param name="time">Later than that of the frame before.</param>
    public void Write(ReadOnlySpan<byte> bgr, TimeSpan time)
    {
        try
        {
            _frames.Write(bgr, time);
        }
        catch (IOException error)
        {
            throw Ended(error);
        }
    }

    public void Finish()
    {
        if (_isFinished)
        {
            return;
        }

        _isFinished = true;
        Try(_ => _process.StandardInput.Close());
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

    private void Try(Action<RawMatroska> write)
    {
        try
        {
            write(_frames);
        }
        catch (IOException error)
        {
            throw Ended(error);
        }
    }

    /// <summary>The process ended and no longer reads: its last words say why.</summary>
    private VideoException Ended(IOException error)
    {
        _process.WaitForExit();
        return Failed(error);
    }

    private VideoException Failed(Exception? inner) =>
        VideoException.NotWritten($"ffmpeg could not write '{_path}' (exit code {_process.ExitCode}): {string.Join(" ", _errors)}", inner);
}
