using System.Runtime.InteropServices;
using OpenCvSharp;

namespace VideoSeg.Vision.Video;

/// <summary>
/// What FFmpeg may do to open a video: by which protocols, and with which readers. All that is opened goes through here, so a file can name
/// no other file and no URL.
/// </summary>
/// <param name="Protocols">FFmpeg's names, joined by commas.</param>
/// <param name="Demuxers">FFmpeg's names, joined by commas.</param>
internal sealed partial record VideoAccess(string Protocols, string Demuxers)
{
    /// <summary>Where OpenCV takes FFmpeg's options from: the environment of the process, and nowhere else.</summary>
    private const string Variable = "OPENCV_FFMPEG_CAPTURE_OPTIONS";

    private const string AtRest = "protocol_whitelist;file";

    private static readonly Lock Opening = new();

    // A first value may move the environment's table, which no other thread may read meanwhile; later ones take its place in the table.
    static VideoAccess() => _ = SetEnvironment(Variable, AtRest, 1);

    /// <summary>The pictures that the file itself holds.</summary>
    public static VideoAccess Of(VideoContainer container) => new("file", container.Demuxer);

    /// <summary>FFmpeg's own arguments, in front of its -i.</summary>
    public IEnumerable<string> Arguments => ["-protocol_whitelist", Protocols, "-format_whitelist", Demuxers];

    /// <returns>The caller's; it may have failed to open.</returns>
    public VideoCapture Open(string source)
    {
        lock (Opening)
        {
            _ = SetEnvironment(Variable, $"protocol_whitelist;{Protocols}|format_whitelist;{Demuxers}", 1);
            try
            {
                return new VideoCapture(source, VideoCaptureAPIs.FFMPEG);
            }
            finally
            {
                _ = SetEnvironment(Variable, AtRest, 1);
            }
        }
    }

    // .NET's own Environment is a copy, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
