using System.Net.WebSockets;
using System.Text;
using Google.Rpc;
using VideoSeg.Server.WebSockets;

namespace VideoSeg.Server.Tests.WebSockets;

public sealed class SocketCloseTests
{
    [Theory]
    [InlineData(Code.Ok, 1000)]
    [InlineData(Code.InvalidArgument, 4003)]
    [InlineData(Code.Unauthenticated, 4016)]
    public void The_close_code_tells_the_status(Code status, int code) => Assert.Equal((WebSocketCloseStatus)code, SocketClose.CodeOf(status));

    [Fact]
    public void A_long_message_is_cut_between_characters()
    {
        string reason = SocketClose.ReasonOf(new string('x', 121) + "€ and more");

        Assert.Equal(new string('x', 121), reason);
        Assert.Equal(123, Encoding.UTF8.GetByteCount(SocketClose.ReasonOf(new string('x', 120) + "€ and more")));
    }
}
