using Google.Protobuf.WellKnownTypes;
using VideoSeg.Events.Rules;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Grpc.Models;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Previews;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.V1;
using DomainSlow = VideoSeg.Streaming.Subscriptions.SlowSubscriber;

namespace VideoSeg.Server.Grpc.Results;

internal static class SubscriptionMapping
{
    /// <summary>Each name is compared with those of a model for each result.</summary>
    private const int MaxCategories = 256;

    private static readonly ResultFilter Everything = new();

    /// <exception cref="InvalidRequestException">A field holds what is not allowed.</exception>
    public static SubscriptionOptions ToOptions(SubscribeRequest request, Caller caller) => new()
    {
        Pattern = PatternOf(request.Pattern),
        Caller = caller.Id,
        FromSequence = request.HasFromSequence ? request.FromSequence : null,
        FromOldest = request.FromOldest,
        Slow = request.SlowSubscriber switch
        {
            V1.SlowSubscriber.Unspecified or V1.SlowSubscriber.Skip => DomainSlow.Skip,
            V1.SlowSubscriber.Disconnect => DomainSlow.Disconnect,
            _ => throw Invalid("slow_subscriber", $"{request.SlowSubscriber} is unknown; allowed are {string.Join(", ", System.Enum.GetNames<V1.SlowSubscriber>())}"),
        },
        Name = request.Subscription.Length > 0 ? new SubscriptionName(caller.Id, request.Subscription) : null,
        Preview = request.Preview is { } preview ? new PreviewRequest(WireNumber.ToInt(preview.MaxSide, "preview.max_side"), preview.MaxRate) : null,
    };

    /// <summary>Null: the filter lets everything pass.</summary>
    /// <exception cref="InvalidRequestException">The minimum score is out of its range, or there are too many categories.</exception>
    public static FilterKey? FilterOf(SubscribeRequest request)
    {
        if (request.Filter is not { } filter || filter.Equals(Everything))
        {
            return null;
        }

        if (filter.Categories.Count > MaxCategories)
        {
            throw Invalid("filter.categories", $"the filter names {filter.Categories.Count} categories; allowed are at most {MaxCategories}");
        }

        return filter.MinimumScore is >= 0 and <= 1
            ? new FilterKey(filter)
            : throw Invalid("filter.minimum_score", $"the minimum score is {filter.MinimumScore}; allowed are 0 to 1");
    }

    public static StreamPattern PatternOf(string text) => StreamPattern.TryParse(text, out var pattern)
        ? pattern
        : throw Invalid("pattern", $"{(text.Length <= 64 ? $"'{text}'" : $"a text of {text.Length} characters")} is not a pattern of stream ids; allowed are 1 to 64 of A-Z a-z 0-9 _ -, in tokens joined by dots, with * for one token and > at the end for the rest");

    public static StreamState StateOf(StreamStatus status, IReadOnlyList<EventRules> rules)
    {
        var (stream, now) = (status.Stream, status.Statistics);
        return new StreamState
        {
            StreamId = stream.StreamId,
            Model = stream.Model,
            ModelVersion = stream.ModelVersion,
            Categories = { stream.Categories.Select(ModelMapping.ToMessage) },
            Opened = Timestamp.FromDateTimeOffset(stream.Opened),
            Detached = status.IsDetached,
            FramesReceived = now.FramesReceived,
            Results = now.Results,
            Errors = now.Errors,
            Drops = now.Drops,
            KeyframeShare = now.KeyframeShare,
            ResultRate = now.ResultRate,
            MedianDelay = Duration.FromTimeSpan(now.MedianDelay),
            P95Delay = Duration.FromTimeSpan(now.P95Delay),
            Width = (uint)now.Size.Width,
            Height = (uint)now.Size.Height,
            MemoryBytes = (ulong)status.MemoryBytes,
            Zones = { rules.SelectMany(r => r.Zones).Select(EventMapping.ToMessage) },
            Lines = { rules.SelectMany(r => r.Lines).Select(EventMapping.ToMessage) },
        };
    }

    private static InvalidRequestException Invalid(string field, string message) => new(field, message);
}
