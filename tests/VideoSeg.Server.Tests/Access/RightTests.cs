using VideoSeg.Server.Access;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Tests.Access;

public sealed class RightTests
{
    [Theory]
    [InlineData("publish cameras.>", "publish cameras.>")]
    [InlineData("publish,subscribe cameras.front", "publish cameras.front", "subscribe cameras.front")]
    [InlineData("batch", "batch >")]
    [InlineData("all a", "publish a", "subscribe a", "preview a", "batch a", "metrics a", "admin a")]
    public void A_text_is_a_right_for_each_verb(string text, params string[] rights)
    {
        Assert.True(Right.TryParse(text, out var parsed));
        Assert.Equal(rights, parsed.Select(r => r.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cameras.>")]
    [InlineData("Publish cameras.>")]
    [InlineData("0 cameras.>")]
    [InlineData("publish, subscribe cameras.>")]
    [InlineData("publish a..b")]
    [InlineData("publish a b")]
    public void What_is_no_right_is_refused(string text) => Assert.False(Right.TryParse(text, out _));

    [Fact]
    public void A_right_is_to_its_verb_and_its_streams_alone()
    {
        Assert.True(Right.TryParse("subscribe cameras.>", out var rights));
        var caller = new Caller("viewer", rights);

        Assert.True(caller.May(Need.On(Verb.Subscribe, "cameras.front")));
        Assert.True(caller.May(Need.On(Verb.Subscribe, "cameras.*")));
        Assert.True(caller.May(new Need(Verb.Subscribe)));
        Assert.False(caller.May(Need.On(Verb.Publish, "cameras.front")));
        Assert.False(caller.May(Need.On(Verb.Subscribe, "doors.front")));
        Assert.False(caller.May(Need.On(Verb.Subscribe, ">")));
        var denied = Assert.Throws<AccessDeniedException>(() => caller.Require(Need.On(Verb.Publish, "cameras.front")));
        Assert.Equal("'viewer' has no right to 'publish cameras.front'; granted: 'subscribe cameras.>'", denied.Message);
    }
}
