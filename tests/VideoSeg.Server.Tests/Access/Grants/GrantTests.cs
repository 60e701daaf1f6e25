using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;

namespace VideoSeg.Server.Tests.Access.Grants;

public sealed class GrantTests
{
    [Theory]
    [InlineData("publish cameras.>", "publish cameras.>")]
    [InlineData("publish,subscribe cameras.front", "publish cameras.front", "subscribe cameras.front")]
    [InlineData("batch", "batch >")]
    [InlineData("all a", "publish a", "subscribe a", "preview a", "batch a", "metrics a", "admin a")]
    public void A_text_is_a_grant_for_each_permission(string text, params string[] grants)
    {
        Assert.True(Grant.TryParse(text, out var parsed));
        Assert.Equal(grants, parsed.Select(g => g.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cameras.>")]
    [InlineData("Publish cameras.>")]
    [InlineData("0 cameras.>")]
    [InlineData("publish, subscribe cameras.>")]
    [InlineData("publish a..b")]
    [InlineData("publish a b")]
    public void Malformed_text_is_rejected(string text) => Assert.False(Grant.TryParse(text, out _));

    [Fact]
    public void A_grant_covers_its_permission_on_its_streams_and_nothing_else()
    {
        Assert.True(Grant.TryParse("subscribe cameras.>", out var grants));
        var caller = Caller.OfConfiguration("viewer", grants);

        Assert.True(caller.May(Requirement.On(Permission.Subscribe, "cameras.front")));
        Assert.True(caller.May(Requirement.On(Permission.Subscribe, "cameras.*")));
        Assert.True(caller.May(new Requirement(Permission.Subscribe)));
        Assert.True(caller.May(Permission.Subscribe, "cameras.front"));
        Assert.False(caller.May(Requirement.On(Permission.Publish, "cameras.front")));
        Assert.False(caller.May(Requirement.On(Permission.Subscribe, "doors.front")));
        Assert.False(caller.May(Requirement.On(Permission.Subscribe, ">")));
        Assert.False(caller.May(Permission.Subscribe, "doors.front"));
        var denied = Assert.Throws<AccessDeniedException>(() => caller.Require(Requirement.On(Permission.Publish, "cameras.front")));
        Assert.Equal("'viewer' has no right to 'publish cameras.front'; granted: 'subscribe cameras.>'", denied.Message);
    }

    [Fact]
    public void Anonymous_callers_have_all_permissions() =>
        Assert.All(Enum.GetValues<Permission>(), permission => Assert.True(Caller.Anonymous.May(Requirement.On(permission, ">"))));
}
