using VideoSeg.Inference.Keyframes;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Resuming;
using VideoSeg.V1;
using DomainDelivery = VideoSeg.Streaming.DeliveryPolicy;
using DomainMasks = VideoSeg.Vision.Masks.MaskEncoding;

namespace VideoSeg.Server.Grpc.Streams;

internal static class StreamConfigMapping
{
    private const int MaxPolicyNameLength = 64;

    /// <exception cref="InvalidRequestException">A field holds an unknown value. The domain checks ranges.</exception>
    public static StreamOptions ToOptions(StreamConfig config) => new()
    {
        StreamId = config.StreamId,
        Model = config.Model,
        MaskEncoding = config.MaskEncoding switch
        {
            MaskEncoding.Unspecified or MaskEncoding.Rle => DomainMasks.Rle,
            MaskEncoding.LabelMap => DomainMasks.LabelMap,
            MaskEncoding.Polygons => DomainMasks.Polygons,
            MaskEncoding.None => DomainMasks.None,
            _ => throw Unknown("config.mask_encoding", config.MaskEncoding),
        },
        MaxMaskSide = WireNumber.ToInt(config.MaxMaskSide, "config.max_mask_side"),
        Delivery = config.DeliveryPolicy switch
        {
            V1.DeliveryPolicy.Unspecified or V1.DeliveryPolicy.All => DomainDelivery.All,
            V1.DeliveryPolicy.Latest => DomainDelivery.Latest,
            _ => throw Unknown("config.delivery_policy", config.DeliveryPolicy),
        },
        MinimumScore = config.HasMinimumScore ? config.MinimumScore : null,
        KeyframePolicy = PolicyName(config),
        KeyframeInterval = config.HasKeyframeInterval ? WireNumber.ToInt(config.KeyframeInterval, "config.keyframe_interval") : null,
        KeyframeResidual = config.HasKeyframeResidual ? config.KeyframeResidual : null,
        ClassMap = config.SemanticMap,
        Priority = config.Priority == 0 ? StreamOptions.DefaultPriority : WireNumber.ToInt(config.Priority, "config.priority"),
    };

    public static StreamResumption ToResumption(StreamResume resume) =>
        new(resume.StreamId, resume.ResumeToken, resume.HasLastFrameNumber ? resume.LastFrameNumber : null);

    public static StreamConfig ToMessage(StreamOptions options)
    {
        var config = new StreamConfig
        {
            StreamId = options.StreamId,
            Model = options.Model,
            MaskEncoding = options.MaskEncoding switch
            {
                DomainMasks.Rle => MaskEncoding.Rle,
                DomainMasks.LabelMap => MaskEncoding.LabelMap,
                DomainMasks.Polygons => MaskEncoding.Polygons,
                DomainMasks.None => MaskEncoding.None,
                _ => throw new ArgumentOutOfRangeException(nameof(options), options.MaskEncoding, null),
            },
            MaxMaskSide = (uint)options.MaxMaskSide,
            DeliveryPolicy = options.Delivery switch
            {
                DomainDelivery.All => V1.DeliveryPolicy.All,
                DomainDelivery.Latest => V1.DeliveryPolicy.Latest,
                _ => throw new ArgumentOutOfRangeException(nameof(options), options.Delivery, null),
            },
            KeyframePolicy = options.KeyframePolicy switch
            {
                EveryFramePolicy.Name => KeyframePolicy.EveryFrame,
                FixedIntervalPolicy.Name => KeyframePolicy.FixedInterval,
                AdaptivePolicy.Name => KeyframePolicy.Adaptive,
                _ => KeyframePolicy.Unspecified,
            },
            KeyframePolicyName = options.KeyframePolicy ?? "",
            SemanticMap = options.ClassMap,
            Priority = (uint)options.Priority,
        };
        if (options.KeyframeInterval is { } interval)
        {
            config.KeyframeInterval = (uint)interval;
        }

        if (options.KeyframeResidual is { } residual)
        {
            config.KeyframeResidual = (float)residual;
        }

        if (options.MinimumScore is { } score)
        {
            config.MinimumScore = (float)score;
        }

        return config;
    }

    /// <summary>The name of the policy that the field or its older enum asks for; null: neither does.</summary>
    private static string? PolicyName(StreamConfig config)
    {
        string? name = config.KeyframePolicy switch
        {
            KeyframePolicy.Unspecified => null,
            KeyframePolicy.EveryFrame => EveryFramePolicy.Name,
            KeyframePolicy.FixedInterval => FixedIntervalPolicy.Name,
            KeyframePolicy.Adaptive => AdaptivePolicy.Name,
            _ => throw Unknown("config.keyframe_policy", config.KeyframePolicy),
        };
        if (config.KeyframePolicyName.Length > MaxPolicyNameLength)
        {
            throw new InvalidRequestException("config.keyframe_policy_name", $"the name has {config.KeyframePolicyName.Length} characters; allowed are at most {MaxPolicyNameLength}");
        }

        return config.KeyframePolicyName.Length > 0 ? config.KeyframePolicyName : name;
    }

    private static InvalidRequestException Unknown<T>(string field, T value)
        where T : struct, Enum =>
        new(field, $"{value} is unknown; allowed are {string.Join(", ", Enum.GetNames<T>())}");
}
