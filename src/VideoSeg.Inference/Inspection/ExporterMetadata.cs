using System.Globalization;
using System.Text.RegularExpressions;

namespace VideoSeg.Inference.Inspection;

/// <summary>What Ultralytics' exporter writes into a file, as text of Python values: `task`, `names`, `imgsz`, `kpt_shape`, `end2end`.</summary>
/// <param name="metadata">Of the file.</param>
internal sealed partial class ExporterMetadata(IReadOnlyDictionary<string, string> metadata)
{
    /// <summary>Such as segment, detect, pose; null: the file has none.</summary>
    public string? Task => metadata.GetValueOrDefault("task");

    /// <summary>The names of classes, in the order of their numbers; empty: the file has none.</summary>
    public IReadOnlyList<string> Names => [.. Entry().Matches(metadata.GetValueOrDefault("names", ""))
        .OrderBy(m => int.Parse(m.Groups["number"].Value, CultureInfo.InvariantCulture))
        .Select(m => m.Groups["name"].Value.Replace("\\'", "'", StringComparison.Ordinal))];

    /// <summary>Height and width of the image; null: the file does not say.</summary>
    public (int Height, int Width)? ImageSize => Numbers("imgsz") switch
    {
        [var side] => (side, side),
        [var height, var width, ..] => (height, width),
        _ => null,
    };

    /// <summary>How many numbers the keypoints of a row take; 0: the file has no keypoints.</summary>
    public int KeypointColumns => Numbers("kpt_shape").Aggregate(0, (product, side) => product == 0 ? side : product * side);

    private IReadOnlyList<int> Numbers(string field) => [.. Number().Matches(metadata.GetValueOrDefault(field, "")).Select(m => int.Parse(m.Value, CultureInfo.InvariantCulture))];

    [GeneratedRegex("""(?<number>\d{1,6})\s*:\s*(?<quote>['"])(?<name>(\\.|(?!\k<quote>).)*)\k<quote>""")]
    private static partial Regex Entry();

    [GeneratedRegex(@"\d{1,6}")]
    private static partial Regex Number();
}
