using System.Net;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A server behind a proxy that ends TLS and puts the page below a path: nginx, with the configuration of deploy/proxy.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private ServerProcess _server = null!;
    private Nginx _proxy = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Nginx.Program is not null, "nginx is not installed");
        var tls = _authority.ServerSettings();
        _server = await ServerProcess.StartAsync(new() { ["Access__Proxies__0"] = "127.0.0.1" }, ServerProcess.Small);
        _proxy = await Nginx.StartAsync(_server, tls["Kestrel__Certificates__Default__Path"]!, tls["Kestrel__Certificates__Default__KeyPath"]!, Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
            await _server.DisposeAsync();
        }

        _authority.Dispose();
    }

    [Fact]
    public async Task Native_gRPC_goes_through_in_both_directions()
    {
        using var client = new VideoSegClient(_proxy.Address, new VideoSegClientOptions { Tls = _authority.ClientTls() });
        await using var stream = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await using var results = stream.ReadResultsAsync(Cancelled).GetAsyncEnumerator(Cancelled);
        for (ulong number = 0; number < 3; number++)
        {
            await stream.SendAsync(SmallServer.Frame(), Cancelled);
            Assert.True(await results.MoveNextAsync());
            Assert.Equal(number, results.Current.FrameNumber);
        }

        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => client.GetModelAsync("none", Cancelled));
        Assert.Equal("MODEL_UNKNOWN", refused.Reason);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/video/")]
    public async Task A_page_calls_the_server_beside_itself_with_the_origin_that_its_browser_sees(string path)
    {
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = _authority.ClientTls() });
        string origin = _proxy.Address.GetLeftPart(UriPartial.Authority);
        using var call = new HttpRequestMessage(HttpMethod.Post, new Uri(_proxy.Address, path + "videoseg.v1.ModelService/ListModels")) { Content = new ByteArrayContent(new byte[5]) };
        call.Content.Headers.ContentType = new("application/grpc-web+proto");
        call.Headers.Add("Origin", origin);

        using var answer = await http.SendAsync(call, Cancelled);

        byte[] body = await answer.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.Equal((HttpStatusCode.OK, "application/grpc-web"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.NotEmpty(ListModelsResponse.Parser.ParseFrom(body, 5, (body[3] << 8) + body[4]).Models);

        using var socket = await SocketStream.OpenAsync(new Uri(_proxy.Address, path), origin, tls: _authority.ClientTls());
        await socket.SendAsync(new StreamSegmentRequest { Config = new StreamConfig() });
        Assert.NotNull((await socket.ReceiveAsync())!.Started);
    }

    [Fact]
    public async Task Pages_of_other_origins_are_still_refused()
    {
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = _authority.ClientTls() });
        foreach (string origin in new[] { $"http://{_proxy.Address.Authority}", "https://evil.example" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_proxy.Address, "/healthz/live"));
            request.Headers.Add("Origin", origin);

            // Nobody but the proxy says what the scheme and the host were.
            request.Headers.Add("X-Forwarded-Proto", "http");
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request, Cancelled)).StatusCode);
        }
    }

    [Fact]
    public async Task Forwarded_headers_of_others_are_not_believed()
    {
        await using var direct = await ServerProcess.StartAsync(new() { ["Access__Proxies__0"] = "10.0.0.0/8" }, ServerProcess.Small);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(direct.Http, "/healthz/live"));
        request.Headers.Add("Origin", $"https://{direct.Http.Authority}");
        request.Headers.Add("X-Forwarded-Proto", "https");

        Assert.Equal(HttpStatusCode.Forbidden, (await http.SendAsync(request, Cancelled)).StatusCode);
    }
}
