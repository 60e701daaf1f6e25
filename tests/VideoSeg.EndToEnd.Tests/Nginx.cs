using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A real nginx with the configuration of deploy/proxy in front of a server.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _folder;

    private Nginx(Process process, TemporaryFolder folder, int port) => (_process, _folder, Address) = (process, folder, new Uri($"https://127.0.0.1:{port}"));

    public Uri Address { get; }

    public static string? Program { get; } = new[] { "/usr/sbin/nginx", "/usr/bin/nginx" }.FirstOrDefault(File.Exists);

    /// <param name="server">The server behind the proxy.</param>
    /// <param name="certificate">The PEM file of the proxy's certificate.</param>
    /// <param name="key">The PEM file of its private key.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<Nginx> StartAsync(ServerProcess server, string certificate, string key, CancellationToken cancellationToken)
    {
        var folder = new TemporaryFolder();
        int port = FreePort();
        string site = (await File.ReadAllTextAsync(Repository.Path("deploy", "proxy", "nginx.conf"), cancellationToken))
            .Replace("127.0.0.1:5080", server.Grpc.Authority, StringComparison.Ordinal)
            .Replace("127.0.0.1:5081", server.Http.Authority, StringComparison.Ordinal)
            .Replace("listen 443", $"listen 127.0.0.1:{port}", StringComparison.Ordinal)
            .Replace("/etc/nginx/tls/video.example.pem", certificate, StringComparison.Ordinal)
            .Replace("/etc/nginx/tls/video.example.key", key, StringComparison.Ordinal);
        await File.WriteAllTextAsync(
            folder.File("nginx.conf"),
            $$"""
            daemon off;
            worker_processes 1;
            pid {{folder.File("pid")}};
            error_log stderr;
            events { }
            http {
                access_log off;
                client_body_temp_path {{folder.File("body")}};
                proxy_temp_path {{folder.File("proxy")}};
                fastcgi_temp_path {{folder.File("fastcgi")}};
                uwsgi_temp_path {{folder.File("uwsgi")}};
                scgi_temp_path {{folder.File("scgi")}};
            {{site}}
            }
            """,
            cancellationToken);
        var process = Process.Start(new ProcessStartInfo(Program!, ["-p", folder.Path, "-c", folder.File("nginx.conf")]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        while (!await ListensAsync(port, cancellationToken))
        {
            Assert.False(process.HasExited, process.HasExited ? await errors : null);
        }

        return new Nginx(process, folder, port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
