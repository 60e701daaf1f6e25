using System.CommandLine;
using System.Text.Json;

namespace VideoSeg.Bench.Subscribers;

/// <summary>The process of the subscribers, started by `bench subscribers`: prints "ready", then a report as JSON.</summary>
internal static class SubscriberGroupCommand
{
    public const string Name = "subscribers-crowd";

    public const string Ready = "ready";

    public static Command Create()
    {
        var server = new Argument<string>("server");
        var stream = new Argument<string>("stream");
        var count = new Argument<int>("count");
        var command = new Command(Name) { server, stream, count };
        command.Hidden = true;
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var report = await SubscriberGroup.FollowAsync(
                new Uri(arguments.GetRequiredValue(server)), arguments.GetRequiredValue(stream), arguments.GetValue(count), () => Console.WriteLine(Ready), cancellationToken);
            Console.WriteLine(JsonSerializer.Serialize(report));
            return 0;
        });
        return command;
    }
}
