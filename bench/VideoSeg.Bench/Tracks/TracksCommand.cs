using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using VideoSeg.Cli.Servers;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Bench.Tracks;

/// <summary>The command `bench tracks`: counts identity switches on synthetic clips, with and without keyframe reuse.</summary>
internal static class TracksCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var source = new Argument<string>("source") { Description = "A video file of a static camera." };
        var from = new Option<int>("--from") { Description = "The index of the first frame, from 0." };
        var to = new Option<int>("--to") { Description = "The index of the last frame.", DefaultValueFactory = _ => int.MaxValue - 1 };
        var people = new Option<DirectoryInfo>("--people")
        {
            Description = "A folder of PNGs of the clip's size, each transparent except for one person.",
            DefaultValueFactory = _ => new DirectoryInfo(RepositoryPaths.Walkers),
        };
        var walkers = new Option<int>("--walkers") { Description = "Number of walkers.", DefaultValueFactory = _ => 10 };
        var frames = new Option<int>("--frames") { Description = "Frames per synthetic clip.", DefaultValueFactory = _ => 150 };
        var clips = new Option<int>("--clips") { Description = "Number of synthetic clips, each with different paths.", DefaultValueFactory = _ => 3 };
        var model = new Option<string>("--model") { Description = "The name of a model.", DefaultValueFactory = _ => "street" };
        var json = new Option<FileInfo?>("--json") { Description = "Write the figures to this JSON file." };
        var command = new Command("tracks", "Identity switches on synthetic clips with known identities: cut-out people walk over the empty scene of a clip.")
        {
            source, from, to, people, walkers, frames, clips, model, json,
        };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var clip = BenchClip.Read(arguments.GetRequiredValue(source), arguments.GetValue(from)..(arguments.GetValue(to) + 1), null, quality: 90);
            var scene = EmptyScene.Of(clip);
            var cutouts = Cutout.ReadAll(arguments.GetRequiredValue(people), scene.Size);
            await using var server = await EmbeddedServer.StartAsync(cancellationToken);
            using var client = new VideoSegClient(server.Address);
            var figures = await MeasureAsync(
                client, scene, cutouts, clip.Interval, arguments.GetRequiredValue(model), arguments.GetValue(walkers), arguments.GetValue(frames), arguments.GetValue(clips), cancellationToken);
            Print(figures);
            if (arguments.GetValue(json) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(figures, Indented) + "\n", cancellationToken);
            }

            return 0;
        });
        return command;
    }

    private static async Task<Dictionary<string, Dictionary<string, int>>> MeasureAsync(
        VideoSegClient client, EmptyScene scene, IReadOnlyList<Cutout> people, TimeSpan interval, string model, int walkers, int frames, int clips, CancellationToken cancellationToken)
    {
        var everyFrame = new StreamConfig { Model = model, KeyframePolicy = KeyframePolicy.EveryFrame };
        var description = await client.GetModelAsync(model, cancellationToken);
        int category = (int)description.Categories.Single(c => c.Name is "person" or "pedestrian").CategoryId;
        IdentityScore whole = new(category), reuse = new(category);
        for (int seed = 1; seed <= clips; seed++)
        {
            var walk = new SyntheticWalk(scene, people, walkers, seed);
            var drawn = Enumerable.Range(0, frames).Select(walk.Draw).ToList();
            var clip = new BenchClip([.. drawn.Select(d => d.Jpeg)], [.. Enumerable.Range(0, frames).Select(i => $"{i}")], interval);
            await ScoreAsync(whole, everyFrame);
            await ScoreAsync(reuse, new StreamConfig { Model = model });

            async Task ScoreAsync(IdentityScore score, StreamConfig config)
            {
                score.BeginClip();
                var (_, results) = await SaturatedStream.RunAsync(client, clip, config, cancellationToken);
                foreach (var (result, frame) in results.Zip(drawn))
                {
                    score.Add(frame.Truth, result);
                }
            }
        }

        return new() { ["every_frame"] = Figures(whole), ["reuse"] = Figures(reuse) };
    }

    private static Dictionary<string, int> Figures(IdentityScore score) => new()
    {
        ["sightings"] = score.Visible,
        ["found"] = score.Found,
        ["id_switches"] = score.Switches,
        ["returns"] = score.Returns,
        ["returns_with_their_track"] = score.ReturnsWithTheirTrack,
        ["class_changes"] = score.ClassChanges,
    };

    private static void Print(Dictionary<string, Dictionary<string, int>> figures)
    {
        var table = new Table().AddColumn("figure").AddColumns([.. figures.Keys]);
        foreach (string name in figures.Values.First().Keys)
        {
            table.AddRow([name, .. figures.Values.Select(f => $"{f[name]}")]);
        }

        AnsiConsole.Write(table);
    }
}
