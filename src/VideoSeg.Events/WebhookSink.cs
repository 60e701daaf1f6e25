using System.Net.Http.Headers;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events;

/// <summary>POSTs each event as JSON. An answer of 2xx means that it was taken; another address that an answer names is not followed.</summary>
internal sealed class WebhookSink : IEventSink
{
    private readonly Uri _address;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public WebhookSink(WebhookOptions options)
    {
        _address = options.Address;
        foreach (var (name, value) in options.Headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    public string Kind => "webhook";

    /// <summary>Many services put a secret into the path.</summary>
    public string Name => $"webhook {_address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    public async Task SendAsync(VideoEvent told, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
    {
        using var content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await _http.PostAsync(_address, content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
