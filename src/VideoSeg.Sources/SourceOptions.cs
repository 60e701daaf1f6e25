using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Sources;

/// <summary>Video that the server fetches by itself. Files that it may read are those of Jobs:Roots.</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// Where cameras may be, joined by ";": host names (cam1.example), all names of a domain (*.cameras.example), addresses (10.0.3.7), networks
    /// (10.0.0.0/8, fd12::/16), or * for any host. By a name or * no source reaches this machine itself, link-local addresses or those where clouds keep their machines'
    /// secrets: such an address is reached only where it is named as an address or network. Empty (default): nowhere.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Hosts { get; init; } = "";

    /// <summary>Which of rtsp, rtsps, http and https may be used, joined by ";". Default: all four.</summary>
    [Required]
    public string Schemes { get; init; } = "rtsp;rtsps;http;https";

    /// <summary>Sources at once, those that have ended included until they are deleted. 0 to 10,000; default 16.</summary>
    [Range(0, 10_000)]
    public int MaxSources { get; init; } = 16;

    /// <summary>How long a source may take from the beginning of a connection to its first frame. 1 s to 10 min; default 20 s: to tell what a stream is takes up to 5 s of it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A source that sends no frame for so long is connected again, though its connection is open. 1 s to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest pause before a source is tried again, 1 s to 1 day; default 1 min. Pauses begin at 1 s and double, each shortened at random by up to a
    /// half; after a frame they begin anew.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(1);
}
