namespace VideoSeg.Vision.Ffmpeg;

/// <summary>
/// What ffmpeg may do to open a video: by which protocols, and with which demuxers. All that is opened goes through here, so a file can name
/// no other file and no URL.
/// </summary>
/// <param name="Protocols">FFmpeg's names, joined by commas.</param>
/// <param name="Demuxers">FFmpeg's names, joined by commas. The first one reads the input, whatever FFmpeg itself would take it for.</param>
internal sealed record InputAccess(string Protocols, string Demuxers)
{
    /// <summary>Arguments in front of the -i.</summary>
    public IReadOnlyList<string> Arguments => ["-protocol_whitelist", Protocols, "-format_whitelist", Demuxers, "-f", Demuxers.Split(',')[0]];

    /// <summary>A file that is read by one demuxer, and nothing else.</summary>
    public static InputAccess ToFile(string demuxer) => new("file", demuxer);
}
