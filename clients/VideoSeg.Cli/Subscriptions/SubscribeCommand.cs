using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Results;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>The command `videoseg subscribe`: prints the results of other clients' streams as JSON lines.</summary>
internal static class SubscribeCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string>("stream") { Description = "A stream id, or a pattern: * matches one dot-separated token, > matches the rest; '>' matches all streams." };
        var server = ServerOptions.CreateForRunningServer();
        var from = new Option<StartPosition?>("--from")
        {
            Description = "Start at this sequence number, if the server still keeps its result; or, for a subscription without a position, at the oldest result.",
            HelpName = "SEQ|oldest",
            CustomParser = StartPosition.Parse,
        };
        var name = new Option<string>("--name")
        {
            Description = "The name of a durable subscription: the server stores its position, and the next call with this name continues after it.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        var classes = new Option<string[]>("--class") { Description = "Only segments of this class; may be repeated.", HelpName = "NAME" };
        var score = new Option<float>("--min-score")
        {
            Description = "Omit segments below this score, 0 to 1.",
            HelpName = "N",
            CustomParser = argument =>
            {
                if (float.TryParse(argument.Tokens[0].Value, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1)
                {
                    return value;
                }

                argument.AddError("--min-score must be at least 0 and at most 1.");
                return 0;
            },
        };
        var things = new Option<bool>("--things") { Description = "Omit stuff segments, such as road and sky." };
        var noMasks = new Option<bool>("--no-masks") { Description = "Omit the masks, but keep boxes, areas, scores and tracks." };
        var events = new Option<bool>("--events") { Description = "Only results with events of zones and lines, without their segments." };
        var count = CheckedOption.Integer("--count", "Stop after this many results.", 1, int.MaxValue);
        var command = new Command("subscribe", "Print the results of other clients' streams, one JSON object per line, until Ctrl-C.")
        {
            pattern, from, name, classes, score, things, noMasks, events, count,
        };
        server.AddTo(command);
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var request = new SubscribeRequest
            {
                Pattern = arguments.GetRequiredValue(pattern),
                Subscription = arguments.GetValue(name),
                Filter = new ResultFilter
                {
                    Categories = { arguments.GetValue(classes) ?? [] },
                    MinimumScore = arguments.GetValue(score),
                    ThingsOnly = arguments.GetValue(things),
                    WithoutMasks = arguments.GetValue(noMasks),
                    EventsOnly = arguments.GetValue(events),
                },
            };
            arguments.GetValue(from)?.Apply(request);
            await using var connection = await ServerConnection.OpenAsync(server.Read(arguments), cancellationToken);
            await using var lines = new ResultLines(Console.OpenStandardOutput());
            await new Subscriber(connection.Client, lines).FollowAsync(request, arguments.GetValue(count), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
