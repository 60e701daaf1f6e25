using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>videoseg streams: how the streams of a server do.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string>("pattern") { Description = "Of stream ids, as in subscribe; without it all streams.", DefaultValueFactory = _ => "" };
        var server = ServerOption.CreateOfRunning();
        var command = new Command("streams", "List the open streams of a server: rates, delays, drops, keyframes.") { pattern, server };
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(arguments.GetValue(server), cancellationToken);
            var streams = await connection.Client.ListStreamsAsync(arguments.GetRequiredValue(pattern), cancellationToken);
            foreach (var stream in streams)
            {
                Print(stream);
            }

            if (streams.Count == 0)
            {
                Console.WriteLine("No such stream is open.");
            }

            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>Lines, no table: its columns would not fit a terminal of 80.</summary>
    private static void Print(StreamState stream)
    {
        string picture = stream.Width == 0 ? "no picture yet" : $"{stream.Width}x{stream.Height}";
        double median = stream.MedianDelay.ToTimeSpan().TotalMilliseconds, p95 = stream.P95Delay.ToTimeSpan().TotalMilliseconds;
        Console.WriteLine($"{stream.StreamId}: {stream.Model} {stream.ModelVersion}, {picture}{(stream.Detached ? ", client away" : "")}");
        Write($"  {stream.Results} results, {stream.ResultRate:F1} a second, {stream.KeyframeShare:P0} keyframes; {stream.Errors} errors, {stream.Drops} drops");
        Write($"  delay median {median:F0} ms, 95 % {p95:F0} ms; {stream.MemoryBytes / 1024.0:F0} KiB remembered");

        static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
    }
}
