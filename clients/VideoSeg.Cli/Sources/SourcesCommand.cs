using System.CommandLine;
using Spectre.Console;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Sources;

/// <summary>The command `videoseg sources`: manages the cameras and files that a server pulls.</summary>
internal static class SourcesCommand
{
    private static readonly Dictionary<string, DeliveryPolicy> Deliveries = new()
    {
        ["default"] = DeliveryPolicy.Unspecified,
        ["all"] = DeliveryPolicy.All,
        ["latest"] = DeliveryPolicy.Latest,
    };

    public static Command Create() => new("sources", "Manage the video that a server pulls: cameras, and files below its --job-roots.") { Add(), List(), Remove() };

    private static Command Add()
    {
        var uri = new Argument<string>("uri") { Description = "rtsp://, rtsps://, http:// or https:// (MJPEG), if the server's --source-hosts allow the host; or a file below its --job-roots." };
        var stream = new Option<string>("--stream") { Description = "The id of the stream. Default: chosen by the server.", HelpName = "ID", DefaultValueFactory = _ => "" };
        var loop = new Option<bool>("--loop") { Description = "Restart a file when it ends." };
        var paced = new Option<bool>("--paced") { Description = "Read a file at the rate of its time stamps. Default: as fast as it can be processed." };
        var delivery = CheckedOption.Choice(
            "--delivery", "What happens when frames arrive faster than they are processed. all: no frame is dropped; latest: older frames are dropped; default: all for files, latest for cameras.", Deliveries, "default");
        var model = new ModelOptions();
        var server = ServerOptions.CreateForRunningServer();
        var command = new Command("add", "Add a source. Prints the stream id, for `videoseg subscribe`.") { uri, stream, loop, paced, delivery };
        server.AddTo(command);
        model.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var request = new CreateSourceRequest
            {
                Uri = arguments.GetRequiredValue(uri),
                Config = new StreamConfig { StreamId = arguments.GetValue(stream), DeliveryPolicy = Deliveries[arguments.GetRequiredValue(delivery)] },
                Loop = arguments.GetValue(loop),
                Paced = arguments.GetValue(paced),
            };
            model.Apply(arguments, request.Config);
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            var source = await connection.Client.Sources.CreateAsync(request, cancellationToken);
            Console.WriteLine(source.StreamId);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command List()
    {
        var server = ServerOptions.CreateForRunningServer();
        var command = new Command("list", "List the sources of a server and their status.");
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            var table = new Table().RoundedBorder().AddColumn("stream", column => column.NoWrap()).AddColumns("from", "state", "reconnects", "problem");
            foreach (var source in await connection.Client.Sources.ListAsync(cancellationToken))
            {
                table.AddRow(new Text(source.StreamId), new Text(source.Uri), new Text(source.State.ToString().ToLowerInvariant()), new Text($"{source.Reconnects}"), new Text(source.Problem));
            }

            AnsiConsole.Write(table);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Remove()
    {
        var stream = new Argument<string>("stream") { Description = "The id of the stream." };
        var server = ServerOptions.CreateForRunningServer();
        var command = new Command("remove", "Remove a source and end its stream.") { stream };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            await connection.Client.Sources.DeleteAsync(arguments.GetRequiredValue(stream), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
