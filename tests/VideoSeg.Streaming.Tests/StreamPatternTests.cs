namespace VideoSeg.Streaming.Tests;

public sealed class StreamPatternTests
{
    [Theory]
    [InlineData("cameras.front", "cameras.front")]
    [InlineData("cameras.*", "cameras.front")]
    [InlineData("*.front", "cameras.front")]
    [InlineData("cameras.>", "cameras.front")]
    [InlineData("cameras.>", "cameras.north.front")]
    [InlineData(">", "cameras.front")]
    public void It_matches(string pattern, string id) => Assert.True(Parse(pattern).Matches(id));

    [Theory]
    [InlineData("cameras.front", "cameras.back")]
    [InlineData("cameras", "cameras.front")]
    [InlineData("cameras.front", "cameras")]
    [InlineData("cameras.*", "cameras")]
    [InlineData("cameras.*", "cameras.north.front")]
    [InlineData("cameras.>", "cameras")]
    [InlineData("cameras.>", "camerasfront")]
    [InlineData("cameras", "Cameras")]
    public void It_does_not_match(string pattern, string id) => Assert.False(Parse(pattern).Matches(id));

    [Theory]
    [InlineData(">", "cameras.>", true)]
    [InlineData("cameras.>", "cameras.*", true)]
    [InlineData("cameras.>", "cameras.*.front", true)]
    [InlineData("cameras.*", "cameras.*", true)]
    [InlineData("cameras.*", "cameras.>", false)]
    [InlineData("cameras.front", "cameras.*", false)]
    [InlineData("cameras.>", ">", false)]
    [InlineData("*.front", "*.*", false)]
    [InlineData("*", ">", false)]
    public void It_covers_a_pattern_of_which_it_matches_each_stream(string pattern, string other, bool covers) =>
        Assert.Equal(covers, Parse(pattern).Covers(Parse(other)));

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("a.")]
    [InlineData(">.a")]
    [InlineData("a*")]
    [InlineData("a b")]
    [InlineData("ä")]
    [InlineData("a\n")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123x")]
    public void What_is_no_pattern_is_refused(string text) => Assert.False(StreamPattern.TryParse(text, out _));

    private static StreamPattern Parse(string text) => StreamPattern.TryParse(text, out var pattern) ? pattern : throw new ArgumentException(text);
}
