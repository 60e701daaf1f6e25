using Grpc.Core;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace VideoSeg.Server.Grpc;

/// <summary>Why a client's call was broken off.</summary>
internal static class CallEnd
{
    /// <summary>
    /// True: the connection broke; false: the client cancelled the call and is still there. Behind a proxy that speaks HTTP/2 to the server
    /// by a connection of its own, both are a cancelled call.
    /// </summary>
    /// <param name="context">Of a call that is cancelled and that nobody reads from any more.</param>
    public static async Task<bool> IsConnectionLostAsync(ServerCallContext context)
    {
        var http = context.GetHttpContext();
        if (http.Features.Get<Told>() is { } told)
        {
            return told.IsConnectionLost;
        }

        try
        {
            // Kestrel gives the reason to who reads the request's body; what was sent but not read yet is of no use.
            var read = await http.Request.BodyReader.ReadAsync(CancellationToken.None);
            while (!read.IsCompleted && !read.IsCanceled)
            {
                http.Request.BodyReader.AdvanceTo(read.Buffer.End);
                read = await http.Request.BodyReader.ReadAsync(CancellationToken.None);
            }

            // The client had half-closed: there is nothing more to read, and no reason with it.
            return http.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.IsCancellationRequested ?? false;
        }
        catch (IOException e)
        {
            return e.InnerException is ConnectionAbortedException;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
    /// <summary>Set by who carries a call otherwise than HTTP does and saw its end.</summary>
    internal sealed record Told(bool IsConnectionLost);
}
