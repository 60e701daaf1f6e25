using System.IO.Pipelines;
using System.Text;
using VideoSeg.Sources.Feeds.Rtsp;

namespace VideoSeg.Sources.Tests;

public sealed class RtspAnswersTests
{
    private static readonly byte[] Packet = [(byte)'$', 0, 0, 5, .. "\r\n\r\nR"u8];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Answers_and_packets_are_passed_on_as_they_are_however_they_arrive(int chunk)
    {
        byte[] said = [.. Answer("200 OK", "v=0\r\n\r\n$$"), .. Packet, .. Packet, .. Answer("454 Session Not Found"), .. "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"u8, .. Packet];

        var (passed, answers) = await CopyAsync(said, chunk);

        Assert.Equal(said, passed);
        Assert.Equal("the camera answers 454 Session Not Found", answers.Problem);
    }

    [Fact]
    public async Task A_challenge_that_was_answered_is_no_problem() =>
        Assert.Null((await CopyAsync([.. Answer("401 Unauthorized"), .. Answer("200 OK")], 64)).Answers.Problem);

    [Theory]
    [InlineData("RTSP/1.0 302 Moved\r\nLocation: rtsp://169.254.169.254/\r\n\r\n", "not followed")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", "does not speak RTSP")]
    [InlineData("RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n", "more than 1 MiB")]
    [InlineData("RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n", "has no length")]
    public async Task What_is_not_followed_is_not_passed_on(string said, string problem)
    {
        var answers = new RtspAnswers();
        using var passed = new MemoryStream();
        using var camera = new MemoryStream(Encoding.ASCII.GetBytes(said));

        await Assert.ThrowsAsync<InvalidDataException>(() => answers.CopyAsync(PipeReader.Create(camera), passed, TestContext.Current.CancellationToken));
        Assert.Empty(passed.ToArray());
        Assert.Contains(problem, answers.Problem, StringComparison.Ordinal);
    }

    private static byte[] Answer(string status, string body = "") => Encoding.ASCII.GetBytes($"RTSP/1.0 {status}\r\ncontent-length: {body.Length}\r\n\r\n{body}");

    private static async Task<(byte[] Passed, RtspAnswers Answers)> CopyAsync(byte[] said, int chunk)
    {
        var answers = new RtspAnswers();
        using var passed = new MemoryStream();
        await answers.CopyAsync(Pipes.InChunks(said, chunk), passed, TestContext.Current.CancellationToken);
        return (passed.ToArray(), answers);
    }
}
