using System.Text.Json.Nodes;

namespace VideoSeg.Inference.Inspection;

/// <summary>What the outputs of a network are taken for.</summary>
/// <param name="Family">The family's name.</param>
/// <param name="Classes">How many classes the outputs tell apart; 0: they do not say.</param>
/// <param name="Reason">Why.</param>
internal sealed record NetworkGuess(string Family, int Classes, string Reason)
{
    /// <summary>Fields of `decode`.</summary>
    public JsonObject Decode { get; init; } = [];

    /// <summary>The id of the first class.</summary>
    public int FirstId { get; init; }

    /// <summary>Whether classes are things.</summary>
    public bool AreThings { get; init; } = true;

    /// <summary>What has to be asked.</summary>
    public IReadOnlyList<string> Questions { get; init; } = [];
}
