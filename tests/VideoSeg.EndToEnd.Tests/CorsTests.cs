using System.Net;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Pages of other origins that call the server with gRPC-Web.</summary>
public sealed class CorsTests
{
    private static readonly string[] OfBrowsers = ["authorization", "content-type", "x-grpc-web"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_preflight_of_an_allowed_origin_is_answered_without_a_credential()
    {
        string key = VideoSeg.Server.Access.Credentials.ApiKey.New();
        var settings = new Dictionary<string, string?>
        {
            ["Access__Origins__0"] = "https://ops.example",
            ["Access__Callers__page__KeyHashes__0"] = VideoSeg.Server.Access.Credentials.ApiKey.HashOf(key),
            ["Access__Callers__page__Rights__0"] = "all",
        };
        await using var server = await ServerProcess.StartAsync(settings, ServerProcess.Small);
        using var http = new HttpClient { BaseAddress = server.Http };

        using var allowed = await http.SendAsync(Preflight("https://ops.example"), Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("https://ops.example", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.All(OfBrowsers, header => Assert.Contains(header, string.Join(',', allowed.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.OrdinalIgnoreCase));

        using var foreign = await http.SendAsync(Preflight("https://evil.example"), Cancelled);
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));

        // The call itself; the page may read its status, also that of a refusal.
        foreach (string? credential in new[] { key, null })
        {
            using var call = new HttpRequestMessage(HttpMethod.Post, "/videoseg.v1.ModelService/ListModels") { Content = new ByteArrayContent(new byte[5]) };
            call.Content.Headers.ContentType = new("application/grpc-web+proto");
            call.Headers.Add("Origin", "https://ops.example");
            call.Headers.Authorization = credential is null ? null : new("Bearer", credential);
            using var answer = await http.SendAsync(call, Cancelled);
            Assert.Equal("https://ops.example", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.Contains("grpc-status", string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static HttpRequestMessage Preflight(string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/videoseg.v1.ModelService/ListModels");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", string.Join(',', OfBrowsers));
        return request;
    }
}
