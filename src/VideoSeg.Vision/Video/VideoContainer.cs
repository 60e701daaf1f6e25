using System.Buffers.Binary;
using System.Text;

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
    public const string Known =
        "MP4 and QuickTime, Matroska and WebM, AVI, MPEG-TS, MPEG-PS, FLV, Ogg, ASF, MXF, IVF, GIF, YUV4MPEG2, and streams of H.264, H.265, MPEG-1/2/4 and MJPEG without a container";

    private const int HeaderBytes = 16 * 1024;

    /// <summary>Packets of a transport stream: plain, with a time stamp in front, with error correction behind.</summary>
    private static readonly int[] PacketSizes = [188, 192, 204];

    /// <summary>So many sync bytes at the distance of a packet are no accident.</summary>
    private const int PacketsToTell = 5;

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
        [0x06, 0x0E, 0x2B, 0x34, ..] => new("MXF", "mxf", 0),
        [(byte)'D', (byte)'K', (byte)'I', (byte)'F', ..] => new("IVF", "ivf", 0),
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => new("GIF", "gif", 0),
        _ when start.StartsWith("YUV4MPEG2"u8) => new("YUV4MPEG2", "yuv4mpegpipe", 0),
        [0x00, 0x00, 0x01, 0xB3, ..] => new("MPEG-1/2", "mpegvideo", 0),
        [0x00, 0x00, 0x01, 0xB0, ..] => new("MPEG-4", "m4v", 0),
        [0xFF, 0xD8, 0xFF, ..] => new("MJPEG", "mjpeg", 0),
        [0x00, 0x00, 0x00, 0x01, 0x40 or 0x46, ..] or [0x00, 0x00, 0x01, 0x40 or 0x46, ..] => new("H.265", "hevc", 0),
        [0x00, 0x00, 0x00, 0x01, 0x09 or 0x27 or 0x47 or 0x67, ..] or [0x00, 0x00, 0x01, 0x09 or 0x27 or 0x47 or 0x67, ..] => new("H.264", "h264", 0),
        _ when IsTransportStream(start) => new("MPEG-TS", "mpegts", 0),
        _ => null,
    };

    /// <summary>MP4 begins with ftyp, or styp where it is a piece of a stream; QuickTime files that are older than that box begin with one of the others.</summary>
    private static bool IsBox(ReadOnlySpan<byte> start) =>
        start.Length >= 8 && Encoding.Latin1.GetString(start[4..8]) is "ftyp" or "styp" or "moov" or "moof" or "sidx" or "mdat" or "wide" or "free" or "skip" or "pnot" or "uuid";

    /// <summary>A sync byte begins each packet. A capture may begin anywhere within one.</summary>
    private static bool IsTransportStream(ReadOnlySpan<byte> start)
    {
        foreach (int packet in PacketSizes)
        {
            for (int begin = 0; begin < packet && begin + (packet * (PacketsToTell - 1)) < start.Length; begin++)
            {
                int synced = 0;
                while (synced < PacketsToTell && start[begin + (packet * synced)] == 0x47)
                {
                    synced++;
                }

                if (synced == PacketsToTell)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
