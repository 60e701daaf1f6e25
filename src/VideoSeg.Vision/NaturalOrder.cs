using System.Text.RegularExpressions;

namespace VideoSeg.Vision;

/// <summary>The order of file names in which people count: frame2 before frame10.</summary>
public static partial class NaturalOrder
{
    /// <summary>Sorts paths by their names, folder by folder; runs of digits are compared as numbers.</summary>
    public static IOrderedEnumerable<string> InNaturalOrder(this IEnumerable<string> paths) =>
        paths.OrderBy(path => Digits().Replace(path, number => number.Value.TrimStart('0').PadLeft(20, '0')), StringComparer.Ordinal).ThenBy(path => path, StringComparer.Ordinal);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}
