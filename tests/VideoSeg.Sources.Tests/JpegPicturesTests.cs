using System.Text;
using VideoSeg.Sources.Feeds.Mjpeg;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Tests;

/// <summary>Bodies as different cameras write them.</summary>
public sealed class JpegPicturesTests
{
    /// <summary>A comment that holds the markers of a thumbnail, then one scan with a stuffed byte and a restart marker.</summary>
    private static readonly byte[] First = [0xFF, 0xD8, 0xFF, 0xFE, 0, 8, 0xFF, 0xD8, 0xFF, 0xD9, 1, 2, 0xFF, 0xDA, 0, 3, 9, 7, 0xFF, 0, 0xFF, 0xD0, 8, 0xFF, 0xD9];

    private static readonly byte[] Second = [0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 9, 5, 5, 5, 0xFF, 0xD9];

    public static TheoryData<string, string> Forms { get; } = new()
    {
        { "with its length", "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {0}\r\n\r\n|\r\n" },
        { "without a length", "--frame\r\nContent-Type: image/jpeg\r\n\r\n|\r\n" },
        { "line feeds alone", "--frame\nContent-Type: image/jpeg\n\n|\n" },
        { "no line end behind the picture", "--frame\r\nContent-Type: image/jpeg\r\n\r\n|" },
        { "no headers", "--frame\r\n\r\n|\r\n" },
        { "nothing at all", "|" },
        { "a boundary with blanks", "--video boundary--\r\nContent-length: {0}\r\n\r\n|\r\n" },
        { "a length of 0", "--frame\r\nContent-Length: 0\r\n\r\n|\r\n" },
        { "a length that is too small", "--frame\r\nContent-Length: 4\r\n\r\n|\r\n" },
        { "a length that is too large", "--frame\r\nContent-Length: 99999999\r\n\r\n|\r\n" },
        { "an empty part in front", "--frame\r\nContent-Length: 0\r\n\r\n\r\n--frame\r\n\r\n|\r\n" },
        { "a text part in front", "--frame\r\nContent-Type: text/plain\r\n\r\nmotion\r\n--frame\r\n\r\n|\r\n" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Pictures_are_found_by_their_markers(string form, string part)
    {
        byte[] body = [.. PartOf(part, First), .. PartOf(part, Second), .. PartOf(part, First), .. "--frame--\r\n"u8];
        foreach (int chunk in new[] { 1, 5, 1000 })
        {
            var pictures = new JpegPictures(Pipes.InChunks(body, chunk));
            foreach (byte[]? expected in new[] { First, Second, First, null })
            {
                Assert.Equal((form, chunk, HexOf(expected)), (form, chunk, HexOf(await NextAsync(pictures))));
            }
        }
    }

    /// <summary>Each byte costs one look, and not one look at all that came before: else this would look at 12 billion bytes.</summary>
    [Fact]
    public async Task A_camera_that_dribbles_costs_no_more_than_its_bytes()
    {
        byte[] picture = [.. Second[..^2], .. new byte[160_000], 0xFF, 0xD9];

        var pictures = new JpegPictures(Pipes.InChunks(PartOf("--frame\r\n\r\n|\r\n", picture), 1));

        Assert.Equal(picture, await NextAsync(pictures));
    }

    [Theory]
    [InlineData("--frame\r\nContent-Type: image/jpeg\r\n\r\n|\r\n")]
    [InlineData("|")]
    public async Task A_missing_end_marker_is_added(string part)
    {
        byte[] body = [.. PartOf(part, First[..^2]), .. PartOf(part, Second[..^2])];

        var pictures = new JpegPictures(Pipes.InChunks(body, 7));

        Assert.Equal(First, await NextAsync(pictures));
        byte[]? last = await NextAsync(pictures);
        Assert.Equal(Second[..^2], last![..(Second.Length - 2)]);
        Assert.Equal([0xFF, 0xD9], last[^2..]);
        Assert.Null(await NextAsync(pictures));
    }

    [Fact]
    public async Task A_body_without_pictures_is_told() =>
        Assert.Equal("VIDEO_FORMAT_UNKNOWN", (await RefusedAsync(new byte[2_000_000])).Reason);

    [Fact]
    public async Task A_picture_without_an_end_is_not_gathered() =>
        Assert.Equal("VIDEO_BROKEN", (await RefusedAsync([.. First[..^2], .. new byte[34_000_000]])).Reason);

    private static string HexOf(byte[]? picture) => picture is null ? "none" : Convert.ToHexString(picture);

    private static byte[] PartOf(string form, byte[] picture)
    {
        string[] around = form.Replace("{0}", $"{picture.Length}", StringComparison.Ordinal).Split('|');
        return [.. Encoding.ASCII.GetBytes(around[0]), .. picture, .. Encoding.ASCII.GetBytes(around[1])];
    }

    private static async Task<VideoException> RefusedAsync(byte[] body)
    {
        var pictures = new JpegPictures(Pipes.InChunks(body, 64 * 1024));
        return await Assert.ThrowsAsync<VideoException>(async () => await NextAsync(pictures));
    }

    private static async Task<byte[]?> NextAsync(JpegPictures pictures) => await pictures.NextAsync(TestContext.Current.CancellationToken);
}
