using Grpc.Core;
using VideoSeg.Client;

namespace VideoSeg.Cli.Servers;

/// <summary>A client of the server that the user named, or of one that was started for this command and ends with it.</summary>
internal sealed class ServerConnection : IAsyncDisposable
{
    private readonly EmbeddedServer? _embedded;

    private ServerConnection(Uri address, EmbeddedServer? embedded)
    {
        _embedded = embedded;
        Client = new VideoSegClient(address);
    }

    public VideoSegClient Client { get; }

    /// <summary>The server was started for this command.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <param name="server">Null: start one.</param>
    /// <param name="cancellationToken">Gives up waiting for the start.</param>
    public static Task<ServerConnection> OpenAsync(Uri? server, CancellationToken cancellationToken) => OpenAsync(server, [], cancellationToken);

    /// <param name="server">Null: start one.</param>
    /// <param name="options">Of the one that is started.</param>
    /// <param name="cancellationToken">Gives up waiting for the start.</param>
    public static async Task<ServerConnection> OpenAsync(Uri? server, IEnumerable<string> options, CancellationToken cancellationToken)
    {
        if (server is not null)
        {
            var connection = new ServerConnection(server, null);
            await connection.AskAsync(server, cancellationToken);
            return connection;
        }

        var embedded = await EmbeddedServer.StartAsync(cancellationToken, options);
        return new ServerConnection(embedded.Address, embedded);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    /// <summary>A wrong address is told as such, and before any work.</summary>
    private async Task AskAsync(Uri server, CancellationToken cancellationToken)
    {
        try
        {
            await Client.ListModelsAsync(cancellationToken);
        }
        catch (VideoSegServerException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Unimplemented or StatusCode.Internal)
        {
            await DisposeAsync();
            throw new CommandFailedException($"No VideoSeg server answers at {server}. {e.Message}", e);
        }
    }
}
