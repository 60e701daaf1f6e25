using System.CommandLine;
using Grpc.Net.Client;
using OpenCvSharp;
using VideoSeg.Cli.Servers;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Faults;

/// <summary>The command `bench faults`: fuzzes a real server with corrupted pictures and messages.</summary>
internal static class FaultsCommand
{
    /// <summary>The server's memory is measured after each tenth of the cases.</summary>
    private const int Parts = 10;

    private static readonly string[] Kinds = [".jpg", ".png", ".webp"];

    public static Command Create()
    {
        var cases = new Option<int>("--cases") { Description = "Number of corrupted inputs: four in five are pictures, the others messages.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "The random seed; the same seed gives the same cases.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models")
        {
            Description = "The folder of the model packages; small models process more cases per second.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"),
        };
        var model = new Option<string>("--model") { Description = "The default model of the server.", HelpName = "NAME", DefaultValueFactory = _ => "colours" };
        var output = new BenchOutput();
        var command = new Command("faults", "Fuzzes a server with corrupted pictures and messages: each gets an answer, and memory does not grow.") { cases, seed, models, model };
        output.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var server = await EmbeddedServer.StartAsync(cancellationToken, "--models", arguments.GetRequiredValue(models), "--model", arguments.GetRequiredValue(model));
            using var channel = GrpcChannel.ForAddress(server.Address);
            var calls = new MutatedCalls(channel.CreateCallInvoker(), Pictures(), arguments.GetValue(seed));
            int part = arguments.GetValue(cases) / Parts;
            var resident = new List<double>();
            for (int i = 0; i < Parts; i++)
            {
                await calls.SendPicturesAsync(part * 4 / 5, cancellationToken);
                await calls.SendMessagesAsync(part - (part * 4 / 5), cancellationToken);
                resident.Add(ServerMemory.ResidentBytes(server.ProcessId) / 1048576.0);
            }

            output.Write(arguments, Figures(calls, part, resident), new BarChart(
                "Memory of a server that receives corrupted input", "MiB resident", [.. resident.Select((_, i) => $"{(i + 1) * part}")],
                [new BarSeries("after this many cases", [.. resident.Select(m => (double?)m)])]));
            calls.Faults.ForEach(Console.Error.WriteLine);
            return calls.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static Dictionary<string, object?> Figures(MutatedCalls calls, int part, List<double> resident) => new()
    {
        ["faults"] = calls.Faults.Count,
        ["answers"] = calls.Answers.ToDictionary(a => a.Key, a => (object?)a.Value),
        ["resident_mib_after"] = resident.Index().ToDictionary(r => $"{(r.Index + 1) * part}", r => (object?)r.Item),
    };

    private static List<byte[]> Pictures()
    {
        using var pixels = new Mat(48, 64, MatType.CV_8UC3);
        Cv2.Randu(pixels, Scalar.All(0), Scalar.All(255));
        return [.. Kinds.Select(kind => Cv2.ImEncode(kind, pixels, out byte[] file) ? file : throw new NotSupportedException(kind))];
    }
}
