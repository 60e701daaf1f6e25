using System.ComponentModel.DataAnnotations;

namespace VideoSeg.Sources.Pulling;

/// <summary>Video that the server pulls itself. The files that it may read are those of Jobs:Roots.</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// Where cameras may be, joined by ";": host names (cam1.example), all names of a domain (*.cameras.example), addresses (10.0.3.7), networks
    /// (10.0.0.0/8, fd12::/16), or * for any host. A name or * does not allow this machine itself, link-local addresses and the metadata addresses of
    /// clouds: these are allowed only as an address or network. Empty (default): nowhere.
    /// </summary>
    [Required(AllowEmptyStrings = true)]
    public string Hosts { get; init; } = "";

    /// <summary>The URI schemes that may be used, joined by ";". Default: rtsp, rtsps, http and https.</summary>
    [Required]
    public string Schemes { get; init; } = "rtsp;rtsps;http;https";

    /// <summary>Sources at once, those that have ended included until they are deleted. 0 to 10,000; default 16.</summary>
    [Range(0, 10_000)]
    public int MaxSources { get; init; } = 16;

    /// <summary>The time from the start of a connection to its first frame. 1 s to 10 min; default 20 s, of which probing the stream takes up to 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A source that sends no frame for so long is connected again, even if its connection is open. 1 s to 1 h; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SilenceTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The longest pause before a source connects again, 1 s to 1 day; default 1 min. Pauses start at 1 s and double, each shortened at random by up to
    /// half; after a frame they start over.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(1);
}
