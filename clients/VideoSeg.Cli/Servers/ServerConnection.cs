using Grpc.Core;
using VideoSeg.Client;

namespace VideoSeg.Cli.Servers;

/// <summary>Connects to the server that the user named, or starts one for the duration of the command.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private readonly EmbeddedServer? _embedded;

    private ServerConnection(VideoSegClient client, EmbeddedServer? embedded) => (Client, _embedded) = (client, embedded);

    public VideoSegClient Client { get; }

    /// <summary>Whether the server was started for this command.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <param name="server">A running server, or <see langword="null"/> to start one.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static Task<ServerConnection> OpenAsync(ServerEndpoint? server, CancellationToken cancellationToken) => OpenAsync(server, [], cancellationToken);

    /// <param name="server">A running server, or <see langword="null"/> to start one.</param>
    /// <param name="options">Additional options of the server that is started.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    public static async Task<ServerConnection> OpenAsync(ServerEndpoint? server, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            if (server.IsCredentialExposed)
            {
                await Console.Error.WriteLineAsync($"videoseg: the key is sent to {server} without encryption; use an https:// address");
            }

            var connection = new ServerConnection(server.NewClient(), null);
            await connection.CheckReachableAsync(server, cancellationToken);
            return connection;
        }

        var embedded = await EmbeddedServer.StartAsync(cancellationToken, options);
        return new ServerConnection(new VideoSegClient(embedded.Address), embedded);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    /// <summary>Calls the server once, so that a wrong address is reported before any other work.</summary>
    private async Task CheckReachableAsync(ServerEndpoint server, CancellationToken cancellationToken)
    {
        try
        {
            await Client.ListModelsAsync(cancellationToken);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Unimplemented or StatusCode.Internal)
        {
            await DisposeAsync();
            throw new CommandFailedException($"No VideoSeg server responds at {server}. {e.Message}", e);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.Unauthenticated)
        {
            await DisposeAsync();
            throw new CommandFailedException($"{server}: {e.Message}. The tool takes a key from --key-file or {ServerOptions.KeyVariable}, and a client certificate from --cert.", e);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.PermissionDenied)
        {
            // The server is there and knows the caller, who may not list models.
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }
}
