using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using VideoSeg.Vision.Ffmpeg;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Vision.Video;

/// <summary>Frames of a video file, a folder of pictures, a network stream or a camera, in order. One reader, one thread at a time.</summary>
public abstract class VideoReader : IDisposable
{
    private protected VideoReader()
    {
    }

    /// <summary>Frames a second, as the source says; null: it does not.</summary>
    public abstract double? FrameRate { get; }

    /// <summary>As the source says, which may be an estimate; null: it does not, or does not end.</summary>
    public abstract int? FrameCount { get; }

    /// <summary>True: frames come when they come, from a camera or the network.</summary>
    public abstract bool IsLive { get; }

    /// <summary>The size of its frames, as the source says; null: it does not, or they differ.</summary>
    public abstract PixelSize? Size { get; }

    /// <summary>Whether the programs that read and write videos are there; pictures and cameras need none.</summary>
    public static bool CanReadVideos => FfmpegProgram.IsInstalled;

    /// <summary>
    /// When the last frame is shown, from the first frame, as the source says; null: it does not. It rises from frame to frame. Not every source has a
    /// constant rate.
    /// </summary>
    public TimeSpan? Time { get; private protected set; }

    /// <summary>When the first frame is shown, from the start of the file, where sound may begin before the picture.</summary>
    public TimeSpan StartTime { get; private protected set; }

    /// <summary>The shape of the pixels, which players respect. Frames have the pixels as they are stored.</summary>
    public PixelAspect PixelAspect { get; private protected set; } = PixelAspect.Square;

    /// <summary>What could not be read, once there is no next frame; null: nothing is missing.</summary>
    public VideoShortfall? Shortfall { get; private protected set; }

    /// <summary>The JPEG, PNG or WebP file that the last frame was decoded from; empty where the source is a video, or a picture of another kind.</summary>
    public ReadOnlyMemory<byte> File { get; private protected set; }

    /// <summary>The name of the last picture's file; null where the source is a video.</summary>
    public string? FileName { get; private protected set; }

    /// <summary>The names of pictures in the folder that are of a kind that is not read.</summary>
    public IReadOnlyList<string> Skipped { get; private protected init; } = [];

    /// <summary>
    /// Opens a video file, a picture or a folder of pictures (in natural order: 2 before 10; hidden files are left out), or the camera of an index. No URL is opened.
    /// </summary>
    /// <param name="source">The path or the index.</param>
    /// <param name="asStored">Whether an EXIF orientation of pictures is not applied.</param>
    /// <exception cref="VideoException">There is no such source, or it cannot be read.</exception>
    public static VideoReader Open(string source, bool asStored = false)
    {
        if (Directory.Exists(source))
        {
            return PictureReader.OfFolder(source, asStored);
        }

        if (System.IO.File.Exists(source))
        {
            return PictureReader.IsPicture(source) ? new PictureReader([source], asStored) : OpenFile(source, $"'{source}'", PictureReader.Limits);
        }

        if (int.TryParse(source, NumberStyles.None, CultureInfo.InvariantCulture, out var camera))
        {
            return CameraReader.Open(camera);
        }

        // An address may hold a password, which has no place in a message.
        throw source.Contains("://", StringComparison.Ordinal)
            ? VideoException.Unreachable("A URL is not opened here; a source is a file, a folder, or a camera's index. Cameras on the network are fetched by a server: `videoseg sources add URL`.")
            : VideoException.Missing($"There is no file or folder '{source}'; a source is one of these, or a camera's index.");
    }

    /// <summary>Opens a video file, and nothing else: not what its name may also be, such as a URL.</summary>
    /// <param name="path">The path of the file; it need not have the name that people know it by.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="limits">Checked by the file's header, before a frame is decoded, and for each frame.</param>
    /// <exception cref="VideoException">It cannot be read, has no frame, or its frames are too large.</exception>
    public static VideoReader OpenFile(string path, string name, FrameLimits limits) => VideoFileReader.Open(path, name, limits);

    /// <summary>Opens an RTSP stream. What ffmpeg may connect to is this address alone.</summary>
    /// <param name="address">An rtsp URL of this machine. Its password is passed to the program where no other program sees it.</param>
    /// <param name="limits">Checked for each frame; a stream with larger ones ends.</param>
    /// <exception cref="VideoException">ffmpeg is missing.</exception>
    public static VideoReader OpenRtsp(Uri address, FrameLimits limits) => RtspReader.Open(address, limits);

    /// <summary>Reads the next frame, which is the caller's to dispose; false: there is none.</summary>
    /// <exception cref="VideoException">The source has no frame at all, or the next one is broken.</exception>
    public abstract bool TryRead([NotNullWhen(true)] out Frame? frame);

    /// <summary>Passes over the next frame at the cost of its decoding alone; false: there is none.</summary>
    /// <exception cref="VideoException">The source has no frame at all.</exception>
    public abstract bool TrySkip();

    /// <summary>Ends a read that is in progress, from another thread; there is no frame after it.</summary>
    public virtual void Interrupt()
    {
    }

    public abstract void Dispose();
}
