using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Decoding;

/// <summary>How many detections are kept, and from which score on.</summary>
/// <param name="LeastScore">Weaker ones are not even candidates, 0 to 1.</param>
/// <param name="MaxInstances">How many a frame has at most, 1 to 1000.</param>
internal sealed record InstanceLimits(float LeastScore, int MaxInstances)
{
    private const int Most = 1000;

    /// <summary>Reads `decode.least_score` and `decode.max_instances`.</summary>
    public static InstanceLimits Read(ManifestObject decode) => new((float)decode.Number("least_score", 1, 0.05), decode.Integer("max_instances", 1, Most, 100));
}
