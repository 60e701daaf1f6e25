using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>An OpenTelemetry collector (OTLP over HTTP) that stores what it receives.</summary>
internal sealed class TestCollector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received;

    private TestCollector(WebApplication app, ConcurrentQueue<(string Path, byte[] Body)> received) => (_app, _received) = (app, received);

    public Uri Address => new(_app.Urls.Single());

    public static async Task<TestCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var received = new ConcurrentQueue<(string Path, byte[] Body)>();
        app.MapPost("/v1/{kind}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.Enqueue((request.Path, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await app.StartAsync();
        return new TestCollector(app, received);
    }

    /// <summary>Returns everything received on a path as text; strings in protobuf messages are readable.</summary>
    public string TextOf(string path) => Encoding.UTF8.GetString(BytesOf(path));

    public int Count(string path, byte[] part) => BytesOf(path).AsSpan().Count(part);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private byte[] BytesOf(string path) => [.. _received.Where(r => r.Path == path).SelectMany(r => r.Body)];
}
