using System.Net;
using VideoSeg.Sources.Feeds;
using VideoSeg.Vision.Video;

namespace VideoSeg.Sources.Tests;

public sealed class SourceHostsTests
{
    [Theory]
    [InlineData("cam1.example", "cam1.example", "10.0.3.7", true)]
    [InlineData("cam1.example", "CAM1.example", "203.0.113.9", true)]
    [InlineData("cam1.example", "cam2.example", "10.0.3.7", false)]
    [InlineData("*.cameras.example", "north.cameras.example", "10.0.3.7", true)]
    [InlineData("*.cameras.example", "cameras.example", "10.0.3.7", false)]
    [InlineData("*.cameras.example", "evilcameras.example", "10.0.3.7", false)]
    [InlineData("10.0.0.0/8", "any.example", "10.0.3.7", true)]
    [InlineData("10.0.0.0/8", "any.example", "11.0.3.7", false)]
    [InlineData("10.0.3.7; fd12::/16", "any.example", "fd12::1", true)]
    [InlineData("10.0.3.7", "10.0.3.7", "::ffff:10.0.3.7", true)]
    [InlineData("*", "any.example", "203.0.113.9", true)]
    [InlineData("*", "any.example", "192.168.1.2", true)]
    [InlineData("", "any.example", "203.0.113.9", false)]
    public void A_source_is_where_the_options_say(string hosts, string name, string address, bool allowed) =>
        Assert.Equal(allowed, new SourceHosts(hosts).Allow(name, IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.8.8")]
    [InlineData("0.0.0.0")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("224.0.0.251")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void No_name_leads_to_this_machine_or_to_the_secrets_of_a_cloud(string address)
    {
        Assert.False(new SourceHosts("*; cam.example; *.example").Allow("cam.example", IPAddress.Parse(address)));
        Assert.True(new SourceHosts(IPAddress.Parse(address) is { IsIPv4MappedToIPv6: true } mapped ? $"{mapped.MapToIPv4()}" : address).Allow("cam.example", IPAddress.Parse(address)));
    }

    [Fact]
    public void No_name_leads_to_an_address_of_this_machine_whatever_it_is()
    {
        var own = System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToArray();
        Assert.NotEmpty(own);
        Assert.All(own, address =>
        {
            Assert.False(new SourceHosts("*; cam.example").Allow("cam.example", address));
            Assert.False(new SourceHosts("*; cam.example").Allow("cam.example", address.MapToIPv6()));
        });

        // One that is named by its address is allowed.
        Assert.True(new SourceHosts("10.0.3.7").Allow("10.0.3.7", IPAddress.Parse("10.0.3.7")));
    }

    [Fact]
    public async Task What_counts_is_the_address_that_a_name_leads_to()
    {
        // The name is allowed; where it leads is this machine.
        var refused = await Assert.ThrowsAsync<VideoException>(() => new SourceHosts("localhost").ConnectAsync("localhost", 9, TestContext.Current.CancellationToken));
        Assert.Contains("'localhost' leads to an address from which this server fetches nothing", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cam 1")]
    [InlineData("10.0.0.0/99")]
    [InlineData("rtsp://cam1")]
    [InlineData("*cam")]
    public void What_is_no_host_is_named(string entry) =>
        Assert.Contains($"'{entry}' is not a host", Assert.Throws<FormatException>(() => new SourceHosts($"cam2;{entry}")).Message, StringComparison.Ordinal);
}
