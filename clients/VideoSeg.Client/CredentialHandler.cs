using System.Net.Http.Headers;

namespace VideoSeg.Client;

/// <summary>Sends the caller's credential with each request.</summary>
internal sealed class CredentialHandler(string? credential, HttpMessageHandler next) : DelegatingHandler(next)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
