using VideoSeg.Sources.Feeds;
using VideoSeg.Vision;

namespace VideoSeg.Sources.Tests;

public sealed class SourceAddressTests
{
    private static readonly string[] Schemes = ["rtsp", "rtsps", "http", "https"];

    [Theory]
    [InlineData("rtsp://cam1/live", "rtsp://cam1/live")]
    [InlineData("rtsp://ada:s3cret@cam1:8554/live", "rtsp://cam1:8554/live")]
    [InlineData("rtsps://ada:s3%40cret@[fd12::1]/live?token=s3cret", "rtsps://[fd12::1]/live?…")]
    [InlineData("HTTP://cam1/video.cgi?user=ada&pwd=s3cret#s3cret", "http://cam1/video.cgi?…")]
    [InlineData("clips/street.mp4", "clips/street.mp4")]
    public void What_may_be_secret_is_not_shown(string text, string shown) => Assert.Equal(shown, SourceAddress.Parse(text, Schemes).Shown);

    [Fact]
    public void User_and_password_are_those_that_were_meant() =>
        Assert.Equal(("ada", "s3:c@ret"), SourceAddress.Parse("rtsp://ada:s3:c%40ret@cam1/live", Schemes).Credential);

    [Theory]
    [InlineData("", "0 characters")]
    [InlineData("ftp://ada:s3cret@cam1/live", "'ftp:'; allowed are rtsp://, rtsps://, http://, https://")]
    [InlineData("file:///etc/s3cret", "'file:'")]
    [InlineData("concat://s3cret", "'concat:'")]
    [InlineData("rtsp://ada:s3cret@", "the uri")]
    [InlineData("rtsp:///s3cret", "names no host")]
    public void What_is_not_allowed_is_refused_and_not_said_back(string text, string why)
    {
        var refused = Assert.ThrowsAny<VideoSegException>(() => SourceAddress.Parse(text, Schemes));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scheme_may_be_left_out() =>
        Assert.Equal("http", Assert.Throws<SourceSchemeNotAllowedException>(() => SourceAddress.Parse("http://cam1/live", ["rtsps"])).Scheme);
}
