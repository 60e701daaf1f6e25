using System.CommandLine;
using Grpc.Net.Client;
using OpenCvSharp;
using VideoSeg.Cli.Servers;
using VideoSeg.Evaluation.Charts;

namespace VideoSeg.Bench.Faults;

/// <summary>bench faults: spoilt pictures and messages, many of them, against a real server.</summary>
internal static class FaultsCommand
{
    /// <summary>After each tenth of the cases the server's memory is looked at.</summary>
    private const int Parts = 10;

    private static readonly string[] Kinds = [".jpg", ".png", ".webp"];

    public static Command Create()
    {
        var cases = new Option<int>("--cases") { Description = "Spoilt inputs; four in five are pictures, the others messages.", HelpName = "N", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "Makes the same cases again.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models")
        {
            Description = "The server's packages; small ones let more cases through.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"),
        };
        var model = new Option<string>("--model") { Description = "Its default model.", HelpName = "NAME", DefaultValueFactory = _ => "colours" };
        var output = new BenchOutput();
        var command = new Command("faults", "Sends spoilt pictures and messages to a server: each is answered, and the server does not grow.") { cases, seed, models, model };
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
                "A server's memory while it is sent spoilt input", "MiB resident", [.. resident.Select((_, i) => $"{(i + 1) * part}")],
                [new BarSeries("after so many cases", [.. resident.Select(m => (double?)m)])]));
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
