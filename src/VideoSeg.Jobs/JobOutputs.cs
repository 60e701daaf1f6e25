namespace VideoSeg.Jobs;

/// <summary>What a job makes of a video.</summary>
[Flags]
public enum JobOutputs
{
    None = 0,

    /// <summary>results.jsonl.</summary>
    Lines = 1,

    /// <summary>panoptic.json and panoptic/*.png.</summary>
    Panoptic = 2,

    /// <summary>classes/*.png.</summary>
    ClassMaps = 4,

    /// <summary>overlay.mp4.</summary>
    Overlay = 8,

    /// <summary>tracks.csv.</summary>
    Tracks = 16,

    /// <summary>summary.html.</summary>
    Summary = 32,
}
