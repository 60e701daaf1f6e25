using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using BarChart = VideoSeg.Evaluation.Charts.BarChart;

namespace VideoSeg.Bench;

/// <summary>Writes the figures of a benchmark: a table and, on request, a JSON file, a chart and a comparison with an earlier run.</summary>
internal sealed class BenchOutput
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<FileInfo?> _json = new("--json") { Description = "Write the figures to this JSON file.", HelpName = "FILE" };
    private readonly Option<FileInfo?> _plot = new("--plot") { Description = "Draw the figures as an SVG chart.", HelpName = "FILE" };
    private readonly Option<FileInfo> _baseline = new Option<FileInfo>("--baseline")
    {
        Description = "A JSON file of an earlier run to compare with. Times are comparable only on the same machine.",
        HelpName = "FILE",
    }.AcceptExistingOnly();

    public void AddTo(Command command)
    {
        command.Add(_json);
        command.Add(_plot);
        command.Add(_baseline);
    }

    /// <param name="arguments">The parsed command line.</param>
    /// <param name="figures">The figures by name. A value is a number, a string, <see langword="null"/> or a nested dictionary of figures.</param>
    /// <param name="chart">The chart for --plot.</param>
    public void Write(ParseResult arguments, IReadOnlyDictionary<string, object?> figures, BarChart chart)
    {
        Print(figures, arguments.GetValue(_baseline) is { } earlier ? Flat(JsonElement.Parse(File.ReadAllText(earlier.FullName))) : null);
        if (arguments.GetValue(_json) is { } json)
        {
            json.Directory?.Create();
            var all = new Dictionary<string, object?>(figures) { ["machine"] = Machine.Description() };
            File.WriteAllText(json.FullName, JsonSerializer.Serialize(all, Indented) + "\n");
        }

        if (arguments.GetValue(_plot) is { } plot)
        {
            plot.Directory?.Create();
            File.WriteAllText(plot.FullName, chart.ToSvg());
        }
    }

    private static void Print(IReadOnlyDictionary<string, object?> figures, Dictionary<string, JsonElement>? earlier)
    {
        var table = new Table().AddColumns(earlier is null ? ["figure", "value"] : ["figure", "value", "earlier", "ratio"]);
        foreach (var (name, value) in Flat(JsonSerializer.SerializeToElement(figures)))
        {
            if (earlier is null)
            {
                table.AddRow(new Text(name), new Text(Show(value)));
                continue;
            }

            JsonElement? then = earlier.TryGetValue(name, out var found) ? found : null;
            var bothNumbers = value.ValueKind == JsonValueKind.Number && then?.ValueKind == JsonValueKind.Number;
            table.AddRow(
                new Text(name), new Text(Show(value)), new Text(then is { } some ? Show(some) : "-"),
                new Text(bothNumbers ? $"{value.GetDouble() / then!.Value.GetDouble():F3}" : ""));
        }

        AnsiConsole.Write(table);
    }

    private static string Show(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? $"{whole}" : $"{value.GetDouble():F3}",
        JsonValueKind.Null => "-",
        _ => $"{value}",
    };

    private static Dictionary<string, JsonElement> Flat(JsonElement figures)
    {
        var flat = new Dictionary<string, JsonElement>();
        Add("", figures);
        return flat;

        void Add(string prefix, JsonElement group)
        {
            foreach (var figure in group.EnumerateObject())
            {
                if (figure.Value.ValueKind == JsonValueKind.Object)
                {
                    Add($"{prefix}{figure.Name}.", figure.Value);
                }
                else
                {
                    flat[prefix + figure.Name] = figure.Value;
                }
            }
        }
    }
}
