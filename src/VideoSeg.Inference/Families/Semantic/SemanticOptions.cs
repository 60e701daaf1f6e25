using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Semantic;

/// <summary>What `decode` of model.json says about a semantic output.</summary>
/// <param name="Form">Null: what type and shape say.</param>
/// <param name="IsProbability">Whether values are probabilities; if not, logits.</param>
/// <param name="Cell">Maps that are finer than cells of so many pixels of the input are averaged to such cells.</param>
internal sealed record SemanticOptions(SemanticForm? Form, bool IsProbability, int Cell)
{
    public static SemanticOptions Read(ManifestObject json) => new(
        json.Choice<SemanticForm?>("form",
            [("auto", null), ("channels-first", SemanticForm.ChannelsFirst), ("channels-last", SemanticForm.ChannelsLast), ("mask", SemanticForm.Mask), ("class-map", SemanticForm.ClassMap)]),
        json.Choice("score", [("logit", false), ("probability", true)]),
        json.Integer("cell", 1, 32, missing: 4));
}
