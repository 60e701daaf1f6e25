using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Mjpeg;

/// <summary>A camera that responds to an HTTP request with an endless sequence of JPEGs (multipart/x-mixed-replace). Redirections are not followed, and no proxy is used.</summary>
internal sealed class MjpegFeed : IVideoFeed
{
    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly MultipartPictures _pictures;

    private MjpegFeed(HttpClient http, HttpResponseMessage response, MultipartPictures pictures) => (_http, _response, _pictures) = (http, response, pictures);

    /// <exception cref="VideoException">The camera can't be reached, its host is not allowed, or it responds with something else.</exception>
    public static async Task<IVideoFeed> OpenAsync(SourceAddress address, SourceHosts hosts, CancellationToken cancellationToken)
    {
        var http = NewClient(address, hosts);
        HttpResponseMessage? response = null;
        try
        {
            // User and password are sent as credentials, not in the address.
            var plain = new UriBuilder(address.Uri!) { UserName = "", Password = "" }.Uri;
            response = await http.GetAsync(plain, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            string boundary = BoundaryOf(response);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new MjpegFeed(http, response, new MultipartPictures(PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 * 1024)), boundary));
        }
        catch (Exception e)
        {
            response?.Dispose();
            http.Dispose();
            if (e is HttpRequestException { InnerException: VideoException why })
            {
                throw new VideoException(why.Reason, why.Message, why);
            }

            throw;
        }
    }

    public async ValueTask<FeedFrame?> ReadAsync(CancellationToken cancellationToken) =>
        await _pictures.NextAsync(cancellationToken) is { } jpeg ? new FeedFrame(new EncodedPicture(jpeg)) : null;

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static HttpClient NewClient(SourceAddress address, SourceHosts hosts) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellationToken) =>
            new NetworkStream(await hosts.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellationToken), ownsSocket: true),
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        MaxResponseDrainSize = 0,
        Credentials = address.Credential is { } credential ? new NetworkCredential(credential.User, credential.Password) : null,
    })
    {
        // The caller has a timeout of its own.
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private static string BoundaryOf(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new VideoException("VIDEO_UNREACHABLE", $"the camera answers {(int)response.StatusCode} {response.ReasonPhrase}{((int)response.StatusCode is >= 300 and < 400 ? ", which is not followed" : "")}");
        }

        var type = response.Content.Headers.ContentType;
        return type?.MediaType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) == true
            && type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase))?.Value?.Trim('"') is { Length: > 0 } boundary
            ? boundary
            : throw new VideoException("VIDEO_FORMAT_UNKNOWN", $"the camera answers with {type?.MediaType ?? "no type"}; an MJPEG camera answers with multipart/x-mixed-replace and a boundary");
    }
}
