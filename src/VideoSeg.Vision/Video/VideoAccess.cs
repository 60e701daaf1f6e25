using System.Runtime.InteropServices;
using OpenCvSharp;

namespace VideoSeg.Vision.Video;

/// <summary>
/// What FFmpeg may do to open a video: by which protocols, and with which readers. All that is opened goes through here, so a file can name
/// no other file and no URL, and a URL no file.
/// </summary>
/// <param name="Protocols">FFmpeg's names, joined by commas.</param>
/// <param name="Demuxers">FFmpeg's names, joined by commas.</param>
internal sealed partial record VideoAccess(string Protocols, string Demuxers)
{
    /// <summary>Where OpenCV takes FFmpeg's options from: the environment of the process, and nowhere else.</summary>
    private const string Variable = "OPENCV_FFMPEG_CAPTURE_OPTIONS";

    private static readonly Lock Opening = new();

    /// <summary>What the one who started the program wants of network sources, such as rtsp_transport;udp.</summary>
    private static readonly string NetworkOptions = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted ? wanted : "rtsp_transport;tcp";

    private readonly string _more = "";

    // A first value may move the environment's table, which no other thread may read meanwhile; later ones take its place in the table.
    static VideoAccess() => _ = SetEnvironment(Variable, NetworkOptions, 1);

    private VideoAccess(string protocols, string demuxers, string more)
        : this(protocols, demuxers) => _more = "|" + more;

    /// <summary>Cameras and streams: no local file.</summary>
    public static VideoAccess Network { get; } = new(
        "rtsp,rtsps,rtp,srtp,udp,tcp,tls,http,https,httpproxy,rtmp,rtmps,crypto",
        "rtsp,rtp,sdp,hls,mpegts,mov,matroska,flv,live_flv,mpjpeg,mjpeg,jpeg_pipe,avi,ogg,asf,mpeg",
        NetworkOptions);

    /// <summary>The pictures that the file itself holds.</summary>
    public static VideoAccess Of(VideoContainer container) => new("file", container.Demuxer);

    /// <summary>FFmpeg's own arguments, in front of its -i.</summary>
    public IEnumerable<string> Arguments => ["-protocol_whitelist", Protocols, "-format_whitelist", Demuxers];

    /// <returns>The caller's; it may have failed to open.</returns>
    public VideoCapture Open(string source)
    {
        lock (Opening)
        {
            _ = SetEnvironment(Variable, $"protocol_whitelist;{Protocols}|format_whitelist;{Demuxers}{_more}", 1);
            try
            {
                return new VideoCapture(source, VideoCaptureAPIs.FFMPEG);
            }
            finally
            {
                _ = SetEnvironment(Variable, NetworkOptions, 1);
            }
        }
    }

    // .NET's own Environment is a copy, which native code does not see.
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
