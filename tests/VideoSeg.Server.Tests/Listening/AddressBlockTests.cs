using System.Net;
using VideoSeg.Server.Listening;

namespace VideoSeg.Server.Tests.Listening;

public sealed class AddressBlockTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    [InlineData("::1", "::/64")]
    public void An_address_of_IPv4_and_a_network_of_IPv6_are_one_block(string address, string block) =>
        Assert.Equal(block, AddressBlock.Of(IPAddress.Parse(address)));
}
