namespace VideoSeg.Inference.Families.PanopticVideo;

/// <summary>The names of a graph's heads.</summary>
internal static class HeadNames
{
    public const string Semantic = "semantic";
    public const string Prototypes = "prototypes";
    public const string Scores = "scores";
    public const string Boxes = "boxes";
    public const string Coefficients = "coefficients";
    public const string Embeddings = "embeddings";
}
