using System.Globalization;

namespace VideoSeg.Sources.Pulling;

/// <summary>
/// What a camera says, for logs, terminals and answers. Control characters could write lines of their own into a log or command a terminal, and invisible ones could turn the
/// order of the text around.
/// </summary>
internal static class PrintableText
{
    private const int MaxLength = 500;

    /// <summary>The text with a replacement character (U+FFFD) for each character that is not printable, and shortened.</summary>
    public static string Of(string text)
    {
        string shortened = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return string.Concat(shortened.Select(c => IsPrintable(c) ? c : '\uFFFD'));
    }

    private static bool IsPrintable(char c) => CharUnicodeInfo.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
