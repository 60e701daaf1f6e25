using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>An HTTP server that receives events as a webhook.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<(string Text, string Authorization)> _received = Channel.CreateUnbounded<(string, string)>();
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private WebhookReceiver(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.Single());

    /// <param name="hangs">Whether requests are answered only after <see cref="Answer"/>.</param>
    public static async Task<WebhookReceiver> StartAsync(bool hangs = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._app.MapPost("/{**path}", receiver.StoreAsync);
        await receiver._app.StartAsync();
        if (!hangs)
        {
            receiver.Answer();
        }

        return receiver;
    }

    public void Answer() => _answers.TrySetResult();

    /// <summary>Returns the next event.</summary>
    public ValueTask<(string Text, string Authorization)> ReceiveAsync(CancellationToken cancellationToken) => _received.Reader.ReadAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Answer();
        await _app.DisposeAsync();
    }

    private async Task StoreAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        _received.Writer.TryWrite((await reader.ReadToEndAsync(request.HttpContext.RequestAborted), request.Headers.Authorization.ToString()));
        await _answers.Task;
    }
}
