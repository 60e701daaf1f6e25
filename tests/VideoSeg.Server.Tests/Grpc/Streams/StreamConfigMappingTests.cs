using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.V1;

namespace VideoSeg.Server.Tests.Grpc.Streams;

public sealed class StreamConfigMappingTests
{
    public static TheoryData<StreamConfig> Configs =>
    [
        new StreamConfig
        {
            StreamId = "cameras.front", Model = "street", MaskEncoding = MaskEncoding.Polygons, MaxMaskSide = 640, DeliveryPolicy = DeliveryPolicy.Latest,
            MinimumScore = 0.5f, KeyframePolicy = KeyframePolicy.Adaptive, KeyframePolicyName = "adaptive", KeyframeInterval = 12, KeyframeResidual = 0.25f, SemanticMap = true,
            Priority = 7,
        },
        new StreamConfig
        {
            MaskEncoding = MaskEncoding.LabelMap, DeliveryPolicy = DeliveryPolicy.All, KeyframePolicy = KeyframePolicy.FixedInterval,
            KeyframePolicyName = "fixed-interval", KeyframeInterval = 1, Priority = 1,
        },
        new StreamConfig { MaskEncoding = MaskEncoding.None, DeliveryPolicy = DeliveryPolicy.All, KeyframePolicy = KeyframePolicy.EveryFrame, KeyframePolicyName = "every-frame", Priority = 10 },
        new StreamConfig { MaskEncoding = MaskEncoding.None, DeliveryPolicy = DeliveryPolicy.All, KeyframePolicyName = "a-policy-of-the-host", Priority = 10 },
    ];

    [Theory]
    [MemberData(nameof(Configs))]
    public void What_a_client_chose_comes_back_as_accepted(StreamConfig config) =>
        Assert.Equal(config, StreamConfigMapping.ToMessage(StreamConfigMapping.ToOptions(config)));

    [Theory]
    [InlineData(KeyframePolicy.Adaptive, "", "adaptive")]
    [InlineData(KeyframePolicy.Adaptive, "every-frame", "every-frame")]
    [InlineData(KeyframePolicy.Unspecified, "every-frame", "every-frame")]
    [InlineData(KeyframePolicy.Unspecified, "", null)]
    public void The_name_of_a_policy_takes_precedence_over_the_enum(KeyframePolicy policy, string name, string? expected) =>
        Assert.Equal(expected, StreamConfigMapping.ToOptions(new StreamConfig { KeyframePolicy = policy, KeyframePolicyName = name }).KeyframePolicy);

    [Fact]
    public void What_a_client_left_open_has_the_documented_default()
    {
        var accepted = StreamConfigMapping.ToMessage(StreamConfigMapping.ToOptions(new StreamConfig()) with { KeyframePolicy = StreamConfigMapping.ToOptions((StreamConfig)Configs.First().Data).KeyframePolicy });

        Assert.Equal((MaskEncoding.Rle, DeliveryPolicy.All, 5u), (accepted.MaskEncoding, accepted.DeliveryPolicy, accepted.Priority));
        Assert.False(accepted.HasMinimumScore || accepted.HasKeyframeInterval || accepted.HasKeyframeResidual);
    }

    public static TheoryData<StreamConfig, string, string> Invalid => new()
    {
        { new StreamConfig { MaskEncoding = (MaskEncoding)99 }, "config.mask_encoding", "OPTION_INVALID" },
        { new StreamConfig { DeliveryPolicy = (DeliveryPolicy)99 }, "config.delivery_policy", "OPTION_INVALID" },
        { new StreamConfig { KeyframePolicy = (KeyframePolicy)99 }, "config.keyframe_policy", "OPTION_INVALID" },
        { new StreamConfig { MaxMaskSide = uint.MaxValue }, "config.max_mask_side", "NUMBER_TOO_LARGE" },
        { new StreamConfig { KeyframeInterval = uint.MaxValue }, "config.keyframe_interval", "NUMBER_TOO_LARGE" },
        { new StreamConfig { Priority = uint.MaxValue }, "config.priority", "NUMBER_TOO_LARGE" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void A_value_that_is_unknown_is_rejected_with_its_field(StreamConfig config, string field, string reason)
    {
        var error = Assert.Throws<InvalidRequestException>(() => StreamConfigMapping.ToOptions(config));

        Assert.Equal((field, reason), (error.Field, error.Reason));
    }
}
