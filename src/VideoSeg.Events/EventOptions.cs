using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Events;

/// <summary>What is watched on the streams.</summary>
public sealed record EventOptions
{
    /// <summary>The events file (docs/events.md): zones, lines, and who is told of what happens there. Default: empty, nothing is watched.</summary>
    [Required(AllowEmptyStrings = true)]
    public string File { get; init; } = "";
}
