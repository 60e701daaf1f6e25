using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Detections;

/// <summary>What `decode` of model.json says about detections.</summary>
/// <param name="IsShare">Whether boxes are shares of the input; if not, pixels.</param>
/// <param name="MasksAreLogits">Whether masks are logits; if not, probabilities.</param>
internal sealed record DetectionsOptions(bool IsShare, bool MasksAreLogits)
{
    public static DetectionsOptions Read(ManifestObject json) => new(
        json.Choice("unit", [("pixels", false), ("share", true)]),
        json.Choice("masks", [("probability", false), ("logit", true)]));
}
