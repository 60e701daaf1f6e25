using System.CommandLine;
using System.Diagnostics;
using Grpc.Net.Client;
using Spectre.Console;
using VideoSeg.Cli.Servers;

namespace VideoSeg.Bench.Faults;

/// <summary>bench faults: spoilt pictures and messages, many of them, against a real server.</summary>
internal static class FaultsCommand
{
    public static Command Create()
    {
        var cases = new Option<int>("--cases") { Description = "Spoilt inputs; four in five are pictures, the others messages.", DefaultValueFactory = _ => 100_000 };
        var seed = new Option<int>("--seed") { Description = "Makes the same cases again.", DefaultValueFactory = _ => 1 };
        var models = new Option<string>("--models") { Description = "The server's packages; small ones let more cases through.", DefaultValueFactory = _ => Path.Combine("tests", "fixtures", "packages") };
        var model = new Option<string>("--model") { Description = "Its default model.", DefaultValueFactory = _ => "colours" };
        var command = new Command("faults", "Sends spoilt pictures and messages to a server: each is answered, and the server does not grow.") { cases, seed, models, model };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var settings = new Dictionary<string, string> { ["Inference__Models"] = arguments.GetValue(models)!, ["Inference__DefaultModel"] = arguments.GetValue(model)! };
            await using var server = await EmbeddedServer.StartAsync(settings, cancellationToken);
            using var channel = GrpcChannel.ForAddress(server.Address);
            var calls = new MutatedCalls(channel.CreateCallInvoker(), Pictures(), arguments.GetValue(seed));
            int rounds = 10;
            int each = arguments.GetValue(cases) / rounds;
            var table = new Table().AddColumns("after", "resident, MiB", "faults");
            for (int round = 0; round < rounds; round++)
            {
                await calls.SendPicturesAsync(each * 4 / 5, cancellationToken);
                await calls.SendMessagesAsync(each - (each * 4 / 5), cancellationToken);
                table.AddRow($"{(round + 1) * each}", $"{ResidentMebibytes(server):F0}", $"{calls.Faults.Count}");
            }

            AnsiConsole.Write(table);
            AnsiConsole.WriteLine(string.Join(", ", calls.Answers.Select(a => $"{a.Key} {a.Value}")));
            calls.Faults.ForEach(AnsiConsole.WriteLine);
            return calls.Faults.Count == 0 ? 0 : 1;
        });
        return command;
    }

    private static List<byte[]> Pictures()
    {
        using var pixels = new OpenCvSharp.Mat(48, 64, OpenCvSharp.MatType.CV_8UC3);
        OpenCvSharp.Cv2.Randu(pixels, OpenCvSharp.Scalar.All(0), OpenCvSharp.Scalar.All(255));
        return [.. new[] { ".jpg", ".png", ".webp" }.Select(kind => OpenCvSharp.Cv2.ImEncode(kind, pixels, out byte[] file) ? file : throw new NotSupportedException(kind))];
    }

    private static double ResidentMebibytes(EmbeddedServer server)
    {
        using var process = Process.GetProcessById(server.ProcessId);
        return process.WorkingSet64 / 1048576.0;
    }
}
