using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>The command `videoseg streams`: shows the status of open streams.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string>("pattern") { Description = "A pattern of stream ids, as in subscribe. Default: all streams.", DefaultValueFactory = _ => "" };
        var server = ServerOptions.CreateForRunningServer();
        var command = new Command("streams", "List the open streams of a server: rates, delays, dropped frames, keyframes.") { pattern };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            var streams = await connection.Client.ListStreamsAsync(arguments.GetRequiredValue(pattern), cancellationToken);
            foreach (var stream in streams)
            {
                Print(stream);
            }

            if (streams.Count == 0)
            {
                Console.WriteLine("No matching stream is open.");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Prints lines instead of a table, whose columns would not fit a terminal of 80 characters.</summary>
    private static void Print(StreamState stream)
    {
        string size = stream.Width == 0 ? "no frame yet" : $"{stream.Width}x{stream.Height}";
        double median = stream.MedianDelay.ToTimeSpan().TotalMilliseconds, p95 = stream.P95Delay.ToTimeSpan().TotalMilliseconds;
        Console.WriteLine($"{stream.StreamId}: {stream.Model} {stream.ModelVersion}, {size}{(stream.Detached ? ", client disconnected" : "")}");
        Write($"  {stream.Results} results, {stream.ResultRate:F1} per second, {stream.KeyframeShare:P0} keyframes; {stream.Errors} errors, {stream.Drops} drops");
        Write($"  delay median {median:F0} ms, 95 % {p95:F0} ms; {stream.MemoryBytes / 1024.0:F0} KiB of results kept");

        static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
