using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A proxy between client and server that can break connections or drop data.</summary>
internal sealed class BreakableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly ConcurrentDictionary<Connection, Task> _connections = [];
    private readonly Task _accepting;
    private volatile bool _holdsUp;
    private volatile bool _holdsDown;

    public BreakableProxy(Uri server)
    {
        Server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The address that new connections are forwarded to.</summary>
    public Uri Server { get; set; }

    /// <summary>The number of connections so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Drops everything that the client sends from now on.</summary>
    public void SwallowFromClient() => _holdsUp = true;

    /// <summary>Drops everything that the server sends from now on. The task ends after this number of dropped bytes.</summary>
    public Task SwallowFromServerAsync(int bytes)
    {
        _holdsDown = true;
        return Task.WhenAny(_connections.Keys.Select(c => c.SwallowedAsync(bytes)));
    }

    /// <summary>Drops everything on the present connections from now on and leaves them open, as a lost network does. New ones are forwarded.</summary>
    public void LoseConnections()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Lose();
        }
    }

    /// <summary>Ends all connections; new ones are forwarded.</summary>
    public void Break()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Dispose();
        }

        (_holdsUp, _holdsDown) = (false, false);
    }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        Break();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _closed.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_closed.Token);
                var connection = new Connection(this, client);
                Connections++;
                _connections[connection] = RunAsync(connection);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task RunAsync(Connection connection)
    {
        await Task.Yield();
        await connection.RunAsync(Server);
        _connections.TryRemove(connection, out _);
    }

    private sealed class Connection(BreakableProxy proxy, TcpClient client) : IDisposable
    {
        private readonly TcpClient _server = new() { NoDelay = true };
        private readonly Lock _gate = new();
        private readonly TaskCompletionSource _swallowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long _swallow = long.MaxValue;
        private volatile bool _isLost;

        public async Task RunAsync(Uri server)
        {
            using (this)
            {
                try
                {
                    client.NoDelay = true;
                    await _server.ConnectAsync(server.Host, server.Port);
                    await Task.WhenAny(
                        PumpAsync(client.GetStream(), _server.GetStream(), () => proxy._holdsUp || _isLost, _ => { }),
                        PumpAsync(_server.GetStream(), client.GetStream(), () => proxy._holdsDown || _isLost, Count));
                }
                catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
                {
                }
            }
        }

        public void Lose() => _isLost = true;

        public Task SwallowedAsync(int bytes)
        {
            lock (_gate)
            {
                _swallow = bytes;
            }

            return _swallowed.Task;
        }

        public void Dispose()
        {
            client.Dispose();
            _server.Dispose();
        }

        private void Count(int bytes)
        {
            lock (_gate)
            {
                _swallow -= bytes;
                if (_swallow <= 0)
                {
                    _swallowed.TrySetResult();
                }
            }
        }

        private static async Task PumpAsync(NetworkStream from, NetworkStream to, Func<bool> isSwallowed, Action<int> swallowed)
        {
            byte[] buffer = new byte[64 * 1024];
            try
            {
                while (await from.ReadAsync(buffer) is > 0 and var read)
                {
                    if (isSwallowed())
                    {
                        swallowed(read);
                    }
                    else
                    {
                        await to.WriteAsync(buffer.AsMemory(0, read));
                    }
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
            }
        }
    }
}
