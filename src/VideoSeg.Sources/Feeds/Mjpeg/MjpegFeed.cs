using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Mjpeg;

/// <summary>A camera that responds to an HTTP request with an endless sequence of JPEGs. Redirections are not followed, and no proxy is used.</summary>
internal sealed class MjpegFeed : IVideoFeed
{
    private static readonly string[] PictureTypes = ["multipart/", "image/", "video/", "application/octet-stream"];

    private readonly HttpClient _http;
    private readonly HttpResponseMessage _response;
    private readonly JpegPictures _pictures;

    private MjpegFeed(HttpClient http, HttpResponseMessage response, JpegPictures pictures) => (_http, _response, _pictures) = (http, response, pictures);

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
            Check(response);
            var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            return new MjpegFeed(http, response, new JpegPictures(PipeReader.Create(body, new StreamPipeReaderOptions(bufferSize: 64 * 1024))));
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

    /// <summary>Cameras answer with a type that is missing, or is none; only what is surely no video is refused. Pictures are found by their own markers.</summary>
    private static void Check(HttpResponseMessage response)
    {
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new VideoException("VIDEO_UNREACHABLE", $"the camera answers {(int)response.StatusCode} {response.ReasonPhrase}{((int)response.StatusCode is >= 300 and < 400 ? ", which is not followed" : "")}");
        }

        if (response.Content.Headers.ContentType?.MediaType is { } type && !Array.Exists(PictureTypes, allowed => type.StartsWith(allowed, StringComparison.OrdinalIgnoreCase)))
        {
            throw new VideoException("VIDEO_FORMAT_UNKNOWN", $"the camera answers with {type}; an MJPEG camera answers with multipart/x-mixed-replace");
        }
    }
}
