using VideoSeg.Vision;

namespace VideoSeg.Server.Errors;

/// <summary>An authenticated caller asked for something that none of its rights covers.</summary>
/// <param name="caller">The caller's name.</param>
/// <param name="needed">The right that is missing, as configuration writes it.</param>
/// <param name="granted">The rights that the caller has, written the same way.</param>
internal sealed class AccessDeniedException(string caller, string needed, IReadOnlyCollection<string> granted)
    : VideoSegException($"'{caller}' has no right to '{needed}'; granted: {(granted.Count == 0 ? "none" : string.Join(", ", granted.Select(g => $"'{g}'")))}", null)
{
    /// <summary>The right that is missing.</summary>
    public string Needed { get; } = needed;
}
