using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Events;

/// <summary>Events at zones and lines.</summary>
public sealed record EventOptions
{
    /// <summary>The events file (docs/events.md): zones, lines, and the sinks that get their events. Default: empty; there are no events.</summary>
    [Required(AllowEmptyStrings = true)]
    public string File { get; init; } = "";
}
