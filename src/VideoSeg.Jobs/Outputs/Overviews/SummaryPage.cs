using System.Globalization;
using System.Net;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Jobs.Outputs.Overviews;

/// <summary>The HTML of a job's summary. It describes the video, not the run: the same video gives the same page.</summary>
/// <param name="fileName">The video.</param>
/// <param name="model">Name and version.</param>
/// <param name="categories">The categories of the model.</param>
/// <param name="frames">Reads all frames again.</param>
/// <param name="pictures">JPEGs, in order.</param>
internal sealed class SummaryPage(
    string fileName, string model, IReadOnlyList<Category> categories, Func<IEnumerable<LoggedFrame>> frames, IReadOnlyList<byte[]> pictures)
{
    /// <summary>Objects that are listed, at most: those that were seen longest.</summary>
    private const int MaxTracks = 40;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #1a1d21; --soft: #68707a; --paper: #fff; --grid: #dfe3e8; --line: #2f6fdb; --mark: #d99100; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e7e9ec; --soft: #9aa3ad; --paper: #16181b; --grid: #33383e; --line: #6ea3ff; --mark: #ffc43d; } }
        body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1000px; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; overflow-wrap: anywhere; } h2 { font-size: 1.1rem; margin-top: 2rem; } p { color: var(--soft); }
        svg { width: 100%; } svg text { font-size: 11px; fill: var(--soft); }
        .grid { stroke: var(--grid); } .line { fill: none; stroke: var(--line); stroke-width: 1.5; } .keyframe { stroke: var(--mark); stroke-width: 1; }
        .pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 8px; } .pictures img { width: 100%; border-radius: 4px; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: right; padding: 3px 10px; border-bottom: 1px solid var(--grid); } th:first-child, td:first-child { text-align: left; }
        """;

    private readonly Dictionary<int, Category> _categories = categories.ToDictionary(category => category.Id);

    public string Write()
    {
        var (count, keyframes, first, last) = (0, 0, default(LoggedFrame), default(LoggedFrame));
        foreach (var frame in frames())
        {
            first ??= frame;
            last = frame;
            count++;
            keyframes += frame.Keyframe is null ? 0 : 1;
        }

        var tracks = TrackTable.Of(frames());
        var longest = tracks.OrderByDescending(track => track.Frames).ThenBy(track => track.Track).Take(MaxTracks).OrderBy(track => track.FirstFrame).ThenBy(track => track.Track).ToArray();
        var plot = new SummaryPlot(first!.Time, last!.Time);
        string title = WebUtility.HtmlEncode(fileName);
        string shown = tracks.Count > MaxTracks ? $" The {MaxTracks} that were seen longest are shown." : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title><style>{Style}</style></head>
            <body>
            <h1>{title}</h1>
            <p>{count} frames of {first.Size}, {last.Time - first.Time:0.#} s; {keyframes} keyframes ({100.0 * keyframes / count:0.#} %); {tracks.Count} objects; model {WebUtility.HtmlEncode(model)}.</p>
            <div class="pictures">{string.Concat(pictures.Select(Picture))}</div>
            <h2>Things in each frame</h2>
            {plot.Things(frames())}
            <h2>Objects over time</h2>
            <p>{tracks.Count} objects.{shown}</p>
            {plot.Tracks(longest, _categories)}
            <h2>Classes</h2>
            <table><tr><th>class</th><th>frames</th><th>share of the picture there</th><th>objects</th></tr>{string.Concat(ClassRows(tracks))}</table>
            <h2>Objects</h2>
            <table><tr><th>object</th><th>from</th><th>to</th><th>frames</th><th>mean score</th><th>mean area</th></tr>{string.Concat(longest.Select(Row))}</table>
            </body>
            </html>

            """);
    }

    private static string Picture(byte[] jpeg) => $"<img alt=\"\" src=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\">";

    private IEnumerable<string> ClassRows(IReadOnlyList<TrackTable.Row> tracks)
    {
        var seen = new Dictionary<int, (int Frames, double Share)>();
        foreach (var frame in frames())
        {
            foreach (var category in frame.Segments.GroupBy(segment => segment.Category))
            {
                var (count, share) = seen.GetValueOrDefault(category.Key);
                seen[category.Key] = (count + 1, share + (category.Sum(segment => (double)segment.Area) / frame.Size.Pixels));
            }
        }

        foreach (var category in categories.Where(category => seen.ContainsKey(category.Id)))
        {
            var (count, share) = seen[category.Id];
            string objects = category.IsThing ? $"{tracks.Count(track => track.Category == category.Id)}" : "";
            yield return string.Create(
                CultureInfo.InvariantCulture, $"<tr><td>{WebUtility.HtmlEncode(category.Name)}</td><td>{count}</td><td>{100 * share / count:0.#} %</td><td>{objects}</td></tr>");
        }
    }

    private string Row(TrackTable.Row track) => string.Create(
        CultureInfo.InvariantCulture,
        $"<tr><td>{WebUtility.HtmlEncode(_categories[track.Category].Name)} {track.Track}</td><td>{track.FirstTime:0.##} s</td><td>{track.LastTime:0.##} s</td><td>{track.Frames}</td><td>{track.MeanScore:0.##}</td><td>{track.MeanArea:0} px</td></tr>");
}
