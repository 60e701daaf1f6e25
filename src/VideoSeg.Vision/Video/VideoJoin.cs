namespace VideoSeg.Vision.Video;

/// <summary>Makes one MP4 of several that were encoded alike, and gives it the sound of another video.</summary>
public static class VideoJoin
{
    /// <summary>Whether there is an ffmpeg to do it.</summary>
    public static bool IsAvailable => FfmpegProgram.IsOnPath("ffmpeg");

    /// <param name="parts">Paths in their order, at least one.</param>
    /// <param name="sound">The video whose sound is taken; one that has none is allowed.</param>
    /// <param name="target">The file, which is replaced.</param>
    /// <param name="cancellationToken">Gives up; what was written is no video.</param>
    /// <exception cref="VideoException">The file cannot be written.</exception>
    public static async Task WriteAsync(IReadOnlyList<string> parts, string sound, string target, CancellationToken cancellationToken)
    {
        var list = target + ".parts";
        await File.WriteAllLinesAsync(list, ["ffconcat version 1.0", .. parts.Select(part => $"file '{Path.GetFullPath(part).Replace("'", @"'\''", StringComparison.Ordinal)}'")], cancellationToken);
        try
        {
            await WriteAsync(list, sound, target, "copy", cancellationToken);
        }
        catch (VideoException)
        {
            // Not every kind of sound may stand in an MP4.
            await WriteAsync(list, sound, target, "aac", cancellationToken);
        }

        File.Delete(list);
    }

    private static Task WriteAsync(string list, string sound, string target, string soundCodec, CancellationToken cancellationToken) => FfmpegProgram.RunAsync(
        target,
        [
            "-protocol_whitelist", "file", "-f", "concat", "-safe", "0", "-i", "file:" + list,
            .. VideoAccess.Of(VideoContainer.Of(sound, sound)).Arguments, "-vn", "-i", "file:" + sound,
            "-map", "0:v", "-map", "1:a?", "-c:v", "copy", "-c:a", soundCodec, "-movflags", "+faststart", "-f", "mp4", "file:" + target,
        ],
        cancellationToken);
}
