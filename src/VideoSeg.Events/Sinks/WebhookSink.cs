using System.Net.Http.Headers;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Events.Sinks;

/// <summary>POSTs each event as JSON. A 2xx response means that it was accepted; redirections are not followed.</summary>
internal sealed class WebhookSink : IEventSink
{
    private readonly Uri _address;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public WebhookSink(Uri address, IReadOnlyDictionary<string, string> headers)
    {
        _address = address;
        foreach (var (name, value) in headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The path is left out, since many services put a secret into it.</summary>
    public string Receiver => $"webhook {_address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    public async Task SendAsync(VideoEvent videoEvent, ReadOnlyMemory<byte> json, CancellationToken cancellationToken)
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
