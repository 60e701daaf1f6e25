using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.V1;
using DomainSlow = VideoSeg.Streaming.Subscriptions.SlowSubscriber;

namespace VideoSeg.Server.Tests.Grpc.Results;

public sealed class SubscriptionMappingTests
{
    [Fact]
    public void A_subscription_has_its_pattern_position_name_and_preview()
    {
        var request = new SubscribeRequest
        {
            Pattern = "cameras.>",
            FromSequence = 5,
            SlowSubscriber = SlowSubscriber.Disconnect,
            Subscription = "counter",
            Preview = new PreviewOptions { MaxSide = 320, MaxRate = 2 },
        };

        var options = SubscriptionMapping.ToOptions(request, Caller.Anonymous);

        Assert.Equal(("cameras.>", 5ul, DomainSlow.Disconnect), (options.Pattern.ToString(), options.FromSequence, options.Slow));
        Assert.Equal((Caller.Anonymous.Id, "counter"), (options.Name!.Value.Owner, options.Name.Value.Name));
        Assert.Equal((320, 2.0), (options.Preview!.MaxSide, options.Preview.MaxRate));
    }

    [Fact]
    public void What_a_subscriber_left_open_has_the_documented_default()
    {
        var options = SubscriptionMapping.ToOptions(new SubscribeRequest { Pattern = ">" }, Caller.Anonymous);

        Assert.Equal((null, DomainSlow.Skip, null, null), (options.FromSequence, options.Slow, options.Name, options.Preview));
    }

    public static TheoryData<SubscribeRequest, string> Invalid => new()
    {
        { new SubscribeRequest { Pattern = "" }, "pattern" },
        { new SubscribeRequest { Pattern = "a..b" }, "pattern" },
        { new SubscribeRequest { Pattern = ">", SlowSubscriber = (SlowSubscriber)99 }, "slow_subscriber" },
        { new SubscribeRequest { Pattern = ">", Preview = new PreviewOptions { MaxSide = uint.MaxValue } }, "preview.max_side" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_malformed_field_is_rejected_by_name(SubscribeRequest request, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidRequestException>(() => SubscriptionMapping.ToOptions(request, Caller.Anonymous)).Field);

    [Fact]
    public void A_filter_that_lets_everything_pass_is_none()
    {
        Assert.Null(SubscriptionMapping.FilterOf(new SubscribeRequest()));
        Assert.Null(SubscriptionMapping.FilterOf(new SubscribeRequest { Filter = new ResultFilter() }));
        Assert.NotNull(SubscriptionMapping.FilterOf(new SubscribeRequest { Filter = new ResultFilter { ThingsOnly = true } }));
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void A_minimum_score_outside_0_to_1_is_rejected(float score)
    {
        var request = new SubscribeRequest { Filter = new ResultFilter { MinimumScore = score } };

        Assert.Equal("filter.minimum_score", Assert.Throws<InvalidRequestException>(() => SubscriptionMapping.FilterOf(request)).Field);
    }
}
