using System.Net.WebSockets;
using Grpc.Core;

namespace VideoSeg.Server.WebSockets;

/// <summary>How a socket says how its call ended: 1000 for OK, else 4000 + the gRPC status code, with the cause as the reason.</summary>
internal static class SocketClose
{
    /// <summary>A close frame holds 125 bytes, two of them the code.</summary>
    private const int MaxReasonBytes = 123;

    public static WebSocketCloseStatus CodeOf(StatusCode status) =>
        status == StatusCode.OK ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)(4000 + (int)status);

    /// <summary>The beginning of a detail, cut between characters.</summary>
    public static string ReasonOf(string detail)
    {
        int bytes = 0;
        int length = 0;
        foreach (var rune in detail.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxReasonBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return detail[..length];
    }
}
