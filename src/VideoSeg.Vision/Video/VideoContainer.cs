using System.Buffers.Binary;

namespace VideoSeg.Vision.Video;

/// <summary>
/// What a video file is by its first bytes, whatever its name says. FFmpeg would also read playlists and scripts that name other files and
/// URLs; here a file is one of a few containers that hold their own pictures, or it is not opened at all.
/// </summary>
/// <param name="Name">For people, such as "MP4".</param>
/// <param name="Demuxer">FFmpeg's name of its reader, the only one that may read the file.</param>
/// <param name="MissingBytes">How many bytes the file lacks by its own account; 0: none, or it does not say.</param>
public sealed record VideoContainer(string Name, string Demuxer, long MissingBytes)
{
    /// <summary>What is read, for messages.</summary>
    public const string Known = "MP4 and QuickTime, Matroska and WebM, AVI, MPEG-TS, MPEG-PS, FLV, Ogg, ASF";

    private const int HeaderBytes = 1024;

    /// <param name="path">The path of the file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VideoException">The file is empty, or none of the <see cref="Known"/> containers.</exception>
    public static VideoContainer Of(string path, string name)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0)
        {
            throw VideoException.Empty(name);
        }

        var header = new byte[HeaderBytes];
        var start = header.AsSpan(0, file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false));
        return Of(start, file) ?? throw VideoException.FormatUnknown($"{name} is not a video that can be read: its first bytes are those of none of {Known}.");
    }

    private static VideoContainer? Of(ReadOnlySpan<byte> start, FileStream file) => start switch
    {
        _ when IsBox(start) => new("MP4", "mov", IsoBoxes.MissingBytes(file)),
        [0x1A, 0x45, 0xDF, 0xA3, ..] => new("Matroska", "matroska", 0),
        _ when start is [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'A', (byte)'V', (byte)'I', (byte)' ', ..] =>
            new("AVI", "avi", Math.Max(0, 8 + BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) - file.Length)),
        [0x00, 0x00, 0x01, 0xBA, ..] => new("MPEG-PS", "mpeg", 0),
        [(byte)'F', (byte)'L', (byte)'V', 0x01, ..] => new("FLV", "flv", 0),
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => new("Ogg", "ogg", 0),
        [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11, ..] => new("ASF", "asf", 0),
        _ when IsTransportStream(start, 0, 188) || IsTransportStream(start, 4, 192) => new("MPEG-TS", "mpegts", 0),
        _ => null,
    };

    /// <summary>MP4 begins with ftyp; QuickTime files that are older than that box begin with one of the others.</summary>
    private static bool IsBox(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && (start[4..8].SequenceEqual("ftyp"u8) || start[4..8].SequenceEqual("moov"u8) || start[4..8].SequenceEqual("mdat"u8)
            || start[4..8].SequenceEqual("wide"u8) || start[4..8].SequenceEqual("free"u8) || start[4..8].SequenceEqual("skip"u8));

    /// <summary>A sync byte begins each packet; three in a row are no accident.</summary>
    private static bool IsTransportStream(ReadOnlySpan<byte> start, int at, int packet) =>
        start.Length > at + (2 * packet) && start[at] == 0x47 && start[at + packet] == 0x47 && start[at + (2 * packet)] == 0x47;
}
