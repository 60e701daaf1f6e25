using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Feeds.Rtsp;

/// <summary>
/// The connection to an RTSP camera, handed to FFmpeg on this machine:
/// <code>
/// FFmpeg ─► 127.0.0.1 ─► relay ─► address that was checked (TLS for rtsps, with the camera's certificate checked)
/// </code>
/// So FFmpeg connects to this machine only, redirections lead nowhere, and a silent camera is ended by closing its connection. The certificate is checked here, since FFmpeg
/// checks none. Video comes over the same connection (interleaved). Requests name 127.0.0.1, as they name another address behind any forwarded port.
/// </summary>
internal sealed class RtspRelay : IAsyncDisposable
{
    private const int DefaultPort = 554;
    private const int DefaultTlsPort = 322;

    private readonly Stream _camera;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _ended = new();
    private readonly RtspAnswers _answers = new();
    private readonly Task _loop;

    private RtspRelay(Uri uri, Stream camera)
    {
        _camera = camera;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        Address = new UriBuilder(uri) { Scheme = "rtsp", Host = "127.0.0.1", Port = ((IPEndPoint)_listener.LocalEndPoint!).Port }.Uri;
        _loop = RelayAsync(_ended.Token);
    }

    /// <summary>The address for FFmpeg, with user and password, since FFmpeg answers the camera's challenge.</summary>
    public Uri Address { get; }

    /// <summary>What the camera refused; null: nothing.</summary>
    public string? Problem => _answers.Problem;

    /// <exception cref="VideoException">The camera can't be reached, or its host is not allowed.</exception>
    public static async Task<RtspRelay> OpenAsync(Uri uri, SourceHosts hosts, CancellationToken cancellationToken)
    {
        bool isTls = uri.Scheme == "rtsps";
        int port = uri.Port > 0 ? uri.Port : isTls ? DefaultTlsPort : DefaultPort;
        Stream connection = new NetworkStream(await hosts.ConnectAsync(uri.DnsSafeHost, port, cancellationToken), ownsSocket: true);
        try
        {
            if (isTls)
            {
                var tls = new SslStream(connection);
                connection = tls;
                await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = uri.DnsSafeHost }, cancellationToken);
            }

            return new RtspRelay(uri, connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _loop;
        await _camera.DisposeAsync();
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task RelayAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var ffmpeg = new NetworkStream(await _listener.AcceptAsync(cancellationToken), ownsSocket: true);
            _listener.Dispose();
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task[] both = [ffmpeg.CopyToAsync(_camera, either.Token), _answers.CopyAsync(PipeReader.Create(_camera), ffmpeg, either.Token)];
            await Task.WhenAny(both);
            await either.CancelAsync();
            await Task.WhenAll(both);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidDataException or OperationCanceledException)
        {
            // One side is gone: FFmpeg, whose connection is closed now, reports it to the reader.
        }
    }
}
