using System.Net.WebSockets;
using Google.Rpc;

namespace VideoSeg.Server.WebSockets;

/// <summary>The close frame of a socket: code 1000 for OK, else 4000 + the gRPC status code, with the message as the reason.</summary>
internal static class SocketClose
{
    /// <summary>A close frame holds 125 bytes; two are the code.</summary>
    private const int MaxReasonBytes = 123;

    public static WebSocketCloseStatus CodeOf(Code status) =>
        status == Code.Ok ? WebSocketCloseStatus.NormalClosure : (WebSocketCloseStatus)(4000 + (int)status);

    /// <summary>The message, cut between characters to what a close frame holds.</summary>
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
