using System.CommandLine;
using Spectre.Console;
using VideoSeg.Cli.Servers;

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
            var table = new Table().RoundedBorder().AddColumn("stream", column => column.NoWrap()).AddColumns("model", "picture", "results", "a second", "delay ms 50/95 %", "keyframes", "errors", "drops", "memory");
            foreach (var stream in streams)
            {
                table.AddRow(
                    new Text(stream.Detached ? $"{stream.StreamId} (client away)" : stream.StreamId),
                    new Text($"{stream.Model} {stream.ModelVersion}"),
                    new Text($"{stream.Width}x{stream.Height}"),
                    new Text($"{stream.Results}"),
                    new Text($"{stream.ResultRate:F1}"),
                    new Text($"{stream.MedianDelay.ToTimeSpan().TotalMilliseconds:F0} / {stream.P95Delay.ToTimeSpan().TotalMilliseconds:F0}"),
                    new Text($"{stream.KeyframeShare:P0}"),
                    new Text($"{stream.Errors}"),
                    new Text($"{stream.Drops}"),
                    new Text($"{stream.MemoryBytes / 1024.0:F0} KiB"));
            }

            AnsiConsole.Write(table);
            return ExitCodes.Success;
        });
        return command;
    }
}
