using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace VideoSeg.EndToEnd.Tests.Sources;

/// <summary>An HTTP camera that sends pictures on request of the test to clients that know the password. Other paths redirect or fail.</summary>
internal sealed class HttpCamera : IAsyncDisposable
{
    public const string User = "viewer";

    public const string Password = "s3cret";

    private readonly WebApplication _app;
    private readonly Channel<ChannelWriter<byte[]?>> _viewers = Channel.CreateUnbounded<ChannelWriter<byte[]?>>();

    private HttpCamera(WebApplication app) => _app = app;

    public int Port => new Uri(_app.Urls.Single()).Port;

    /// <summary>The requests that the server should not have sent.</summary>
    public int Strayed { get; private set; }

    public string Uri(string path = "video", string password = Password) => $"http://{User}:{password}@127.0.0.1:{Port}/{path}";

    public static async Task<HttpCamera> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var camera = new HttpCamera(app);
        app.MapGet("/video", camera.ShowAsync);
        app.MapGet("/page", () => Results.Text("<html>", "text/html"));
        app.MapGet("/moved", () => Results.Redirect("/elsewhere"));
        app.MapGet("/elsewhere", () => camera.Strayed++);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return camera;
    }

    /// <summary>Waits for a client and returns its channel. Pictures written to it are sent; <see langword="null"/> ends the response.</summary>
    public async Task<ChannelWriter<byte[]?>> ViewerAsync() => await _viewers.Reader.ReadAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ShowAsync(HttpContext context)
    {
        if (context.Request.Headers.Authorization != $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"{User}:{Password}"))}")
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"camera\"";
            return;
        }

        var pictures = Channel.CreateUnbounded<byte[]?>();
        context.Response.ContentType = "multipart/x-mixed-replace; boundary=--frame";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        _viewers.Writer.TryWrite(pictures.Writer);
        while (await pictures.Reader.ReadAsync(context.RequestAborted) is { } picture)
        {
            await context.Response.Body.WriteAsync(Encoding.ASCII.GetBytes($"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {picture.Length}\r\n\r\n"), context.RequestAborted);
            await context.Response.Body.WriteAsync(picture, context.RequestAborted);
            await context.Response.Body.WriteAsync("\r\n"u8.ToArray(), context.RequestAborted);
        }
    }
}
