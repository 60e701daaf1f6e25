using VideoSeg.Sources.Pulling;

namespace VideoSeg.Sources.Tests;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("the camera answers 404 Not Found", "the camera answers 404 Not Found")]
    [InlineData("401 \u001b[2J\u001b]0;owned\u0007", "401 \uFFFD[2J\uFFFD]0;owned\uFFFD")]
    [InlineData("a\r\nfail: forged line", "a\uFFFD\uFFFDfail: forged line")]
    [InlineData("\u009b31m\u202egnp.exe\u2028", "\uFFFD31m\uFFFDgnp.exe\uFFFD")]
    [InlineData("größe ✓ 日本", "größe ✓ 日本")]
    public void Only_printable_characters_are_left(string said, string told) => Assert.Equal(told, PrintableText.Of(said));

    [Fact]
    public void A_long_text_is_shortened() => Assert.Equal(501, PrintableText.Of(new string('a', 100_000)).Length);
}
