using System.CommandLine;
using System.Globalization;
using VideoSeg.Cli.Results;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>videoseg subscribe: what others stream, as JSON lines.</summary>
internal static class SubscribeCommand
{
    public static Command Create()
    {
        var pattern = new Argument<string>("stream") { Description = "A stream's id, or a pattern: * stands for one of its dotted parts, > for the rest; '>' is all streams." };
        var server = ServerOption.CreateOfRunning();
        var from = new Option<ulong?>("--from") { Description = "Begin with this sequence number, as far back as the server keeps results.", HelpName = "SEQ" };
        var name = new Option<string>("--name")
        {
            Description = "A name under which the server keeps how far this subscription has come; called again, it goes on behind that.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "",
        };
        var classes = new Option<string[]>("--class") { Description = "Only segments of this class; may be given more than once.", HelpName = "NAME" };
        var score = new Option<float>("--min-score")
        {
            Description = "Leave out segments below this score, 0 to 1.",
            HelpName = "N",
            CustomParser = argument =>
            {
                if (float.TryParse(argument.Tokens[0].Value, CultureInfo.InvariantCulture, out float value) && value is >= 0 and <= 1)
                {
                    return value;
                }

                argument.AddError("--min-score is at least 0 and at most 1.");
                return 0;
            },
        };
        var things = new Option<bool>("--things") { Description = "Leave out stuff: road, sky and the like." };
        var noMasks = new Option<bool>("--no-masks") { Description = "Leave out the masks; boxes, areas, scores and tracks remain." };
        var events = new Option<bool>("--events") { Description = "Only what happened at zones and lines: results with events, without their segments." };
        var count = CheckedOption.Whole("--count", "Stop after this many results.", 1, int.MaxValue);
        var command = new Command("subscribe", "Print the results of streams that others send, one JSON object a line, until Ctrl-C.")
        {
            pattern, server, from, name, classes, score, things, noMasks, events, count,
        };
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
            if (arguments.GetValue(from) is { } sequence)
            {
                request.FromSequence = sequence;
            }

            await using var connection = await ServerConnection.OpenAsync(arguments.GetValue(server), cancellationToken);
            await using var lines = new ResultLines(Console.OpenStandardOutput());
            await new Subscriber(connection.Client, lines).FollowAsync(request, arguments.GetValue(count), cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
