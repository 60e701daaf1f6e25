using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace VideoSeg.Events.Sinks;

/// <summary>
/// POSTs each event as JSON. A 2xx response means that it was accepted; redirections are not followed, and the body of a response is not read. Id, time and signature are
/// the headers of the Standard Webhooks specification (standardwebhooks.com), so that its libraries verify them.
/// </summary>
internal sealed class WebhookSink : IEventSink
{
    /// <summary>What is read of a response so that its connection can be used again; with a longer body the connection is closed.</summary>
    private const int MaxResponseBytes = 16 * 1024;

    private static readonly HttpStatusCode[] Busy =
    [
        HttpStatusCode.RequestTimeout, HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout,
    ];

    private readonly Uri _address;
    private readonly byte[]? _secret;
    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseDrainSize = MaxResponseBytes,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <param name="address">The receiver.</param>
    /// <param name="headers">Sent with each event.</param>
    /// <param name="secret">Signs each event; null: none is signed.</param>
    /// <param name="time">The clock.</param>
    public WebhookSink(Uri address, IReadOnlyDictionary<string, string> headers, byte[]? secret, TimeProvider time)
    {
        (_address, _secret, _time) = (address, secret, time);
        foreach (var (name, value) in headers)
        {
            _http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>The path is left out, since many services put a secret into it.</summary>
    public string Receiver => $"webhook {_address.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}";

    public async Task SendAsync(EventMessage message, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Content = new ReadOnlyMemoryContent(message.Json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        };
        string sent = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.Add("webhook-id", message.Id);
        request.Headers.Add("webhook-timestamp", sent);
        if (_secret is not null)
        {
            byte[] signed = [.. Encoding.UTF8.GetBytes($"{message.Id}.{sent}."), .. message.Json.Span];
            request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(_secret, signed))}");
        }

        using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new EventNotAcceptedException(RejectionOf(answer.StatusCode), $"the receiver answered {(int)answer.StatusCode}", RetryAfterOf(answer));
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static EventRejection RejectionOf(HttpStatusCode status) =>
        Busy.Contains(status) ? EventRejection.Unavailable
        : (int)status < 500 ? EventRejection.Refused
        : EventRejection.Failed;

    private TimeSpan? RetryAfterOf(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };
}
