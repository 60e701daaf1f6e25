using VideoSeg.Streaming.Positions;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Streaming.Tests.Subscriptions;

/// <summary>Where subscriptions begin, and what they are told of what is missing.</summary>
public sealed class SubscriptionStartTests : IDisposable
{
    private const int Kept = 16;

    private static readonly SubscriptionOptions Named = new() { Pattern = StreamPattern.All, Name = new SubscriptionName("caller", "counter") };

    private readonly Hubs _hubs = new(new ResultHubOptions { MaxResults = Kept });
    private readonly ulong _first;

    public SubscriptionStartTests()
    {
        var stream = _hubs.Open("gate");
        _first = Hubs.Publish(stream);
        for (int i = 1; i < 30; i++)
        {
            Hubs.Publish(stream);
        }
    }

    public void Dispose() => _hubs.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void A_position_of_an_earlier_log_is_told_and_only_this_logs_results_are_counted(ulong position) =>
        Assert.Equal(Start(14, missing: 14, isLogReset: true), Start(new SubscriptionOptions { Pattern = StreamPattern.All, FromSequence = position }));

    [Fact]
    public void A_position_that_does_not_exist_yet_is_refused() => Assert.Throws<InvalidSubscriptionException>(
        () => Start(new SubscriptionOptions { Pattern = StreamPattern.All, FromSequence = _first + 31 }));

    [Theory]
    [InlineData(0ul, false)]
    [InlineData(null, true)]
    public void The_oldest_result_is_asked_for_without_knowing_its_position(ulong? from, bool fromOldest) =>
        Assert.Equal(Start(14), Start(new SubscriptionOptions { Pattern = StreamPattern.All, FromSequence = from, FromOldest = fromOldest }));

    [Fact]
    public void A_new_name_is_told_apart_from_a_known_one()
    {
        Assert.Equal(Start(30, isNewName: true), Start(Named));
        Assert.Equal(Start(30), Start(Named));
    }

    [Fact]
    public void A_new_name_begins_at_the_oldest_result_if_asked_and_a_known_one_at_its_position()
    {
        var fromOldest = Named with { FromOldest = true };
        Assert.Equal(Start(14, isNewName: true), Start(fromOldest));
        _hubs.Hub.Acknowledge(Named.Name!.Value, _first + 20);
        Assert.Equal(Start(21), Start(fromOldest));
    }

    [Fact]
    public void A_server_without_durable_data_tells_after_a_restart_that_the_log_was_reset()
    {
        Start(Named);
        using var restarted = new Hubs(startedAfter: TimeSpan.FromSeconds(15));

        var resumed = restarted.Read(">", new SubscriptionOptions { Pattern = StreamPattern.All, FromSequence = _first + 30 }).Started;
        var named = restarted.Read(">", Named).Started;

        Assert.Equal((true, 0ul), (resumed.IsLogReset, resumed.Missing));
        Assert.True(named.IsNewName);
    }

    private SubscriptionEvent.Started Start(SubscriptionOptions options) => _hubs.Read(">", options).Started;

    private SubscriptionEvent.Started Start(ulong next, ulong missing = 0, bool isLogReset = false, bool isNewName = false) =>
        new(_first + next, _first + 30 - Kept, missing, isLogReset, isNewName);
}
