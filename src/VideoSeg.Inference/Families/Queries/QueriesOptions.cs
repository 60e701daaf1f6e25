using VideoSeg.Inference.Packages;

namespace VideoSeg.Inference.Families.Queries;

/// <summary>What `decode` of model.json says about queries.</summary>
/// <param name="Score">Null: what the names of the outputs say.</param>
/// <param name="Background">Null: last with softmax, none with sigmoid.</param>
/// <param name="IsCorners">Whether boxes are corners; if not, centre and size.</param>
/// <param name="IsPixels">Whether boxes are in pixels; if not, shares of the input.</param>
internal sealed record QueriesOptions(QueryScore? Score, BackgroundColumn? Background, bool IsCorners, bool IsPixels)
{
    public static QueriesOptions Read(ManifestObject json) => new(
        json.Choice<QueryScore?>("score", [("auto", null), ("sigmoid", QueryScore.Sigmoid), ("softmax", QueryScore.Softmax)]),
        json.Choice<BackgroundColumn?>("background", [("auto", null), ("none", BackgroundColumn.None), ("first", BackgroundColumn.First), ("last", BackgroundColumn.Last)]),
        json.Choice("boxes", [("centre-size", false), ("corners", true)]),
        json.Choice("unit", [("share", false), ("pixels", true)]));
}
