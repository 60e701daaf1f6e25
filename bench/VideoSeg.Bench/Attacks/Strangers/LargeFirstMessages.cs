using System.Net;

namespace VideoSeg.Bench.Attacks.Strangers;

/// <summary>A caller without any right opens streams whose first message has the largest size, and never finishes it: the server must not hold its bytes.</summary>
internal static class LargeFirstMessages
{
    private const int Calls = 64;
    private const int MessageBytes = 32 * 1024 * 1024;

    public static async Task<AttackResult> RunAsync(CancellationToken cancellationToken)
    {
        string key = AttackKeys.New();
        await using var server = await AttackedServer.StartAsync(cancellationToken, settings: AttackKeys.Caller("mallory", key));
        using var http = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true }) { Timeout = TimeSpan.FromSeconds(20) };
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => CallAsync(http, server.Address, key, cancellationToken)));
        return await server.JudgeMemoryAsync(cancellationToken);
    }

    private static async Task CallAsync(HttpClient http, Uri server, string key, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, "/videoseg.v1.SegmentationService/StreamSegment"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new UnfinishedMessage(MessageBytes, MessageBytes - 1),
        };
        request.Headers.Add("authorization", $"Bearer {key}");
        request.Headers.Add("te", "trailers");
        try
        {
            using var answer = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The server ended the call, or holds it: its memory tells.
        }
    }
}
