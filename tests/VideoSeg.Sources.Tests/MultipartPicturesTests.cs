using System.Text;
using VideoSeg.Sources.Feeds.Mjpeg;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Tests;

/// <summary>Bodies as different cameras write them.</summary>
public sealed class MultipartPicturesTests
{
    [Theory]
    [InlineData("frame", "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\none\r\n--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\ntwo\r\n--frame--\r\n")]
    [InlineData("frame", "\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\none\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\ntwo\r\n--frame--\r\n")]
    [InlineData("--frame", "--frame\r\ncontent-length: 3\r\n\r\none\r\n--frame\r\ncontent-length:3\r\nX-Time: 12:00:01\r\n\r\ntwo\r\n")]
    [InlineData("frame:1", "--frame:1\nContent-Type: image/jpeg\n\none\r\n--frame:1\nContent-Type: image/jpeg\n\ntwo\r\n--frame:1\n")]
    public async Task Pictures_are_found_however_they_arrive(string boundary, string body)
    {
        foreach (int chunk in new[] { 1, 5, 1000 })
        {
            var pictures = new MultipartPictures(Pipes.InChunks(Encoding.ASCII.GetBytes(body), chunk), boundary);
            Assert.Equal("one", await NextAsync(pictures));
            Assert.Equal("two", await NextAsync(pictures));
            Assert.Null(await NextAsync(pictures));
        }
    }

    [Theory]
    [InlineData("--frame\r\nContent-Length: 99999999\r\n\r\n")]
    [InlineData("--frame\r\nContent-Length: -3\r\n\r\n")]
    [InlineData("--frame\r\nContent-Length: many\r\n\r\n")]
    public async Task A_length_that_is_not_allowed_is_told(string body) =>
        Assert.Contains("allowed are 1 to 33554432", (await RefusedAsync(Encoding.ASCII.GetBytes(body))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_line_without_an_end_is_not_gathered() =>
        Assert.Contains("allowed are 8192", (await RefusedAsync([.. "--frame\r\nX: "u8, .. new byte[100_000]])).Message, StringComparison.Ordinal);

    private static async Task<VideoException> RefusedAsync(byte[] body)
    {
        var pictures = new MultipartPictures(Pipes.InChunks(body, 4096), "frame");
        return await Assert.ThrowsAsync<VideoException>(async () => await NextAsync(pictures));
    }

    private static async Task<string?> NextAsync(MultipartPictures pictures) =>
        await pictures.NextAsync(TestContext.Current.CancellationToken) is { } picture ? Encoding.ASCII.GetString(picture) : null;
}
