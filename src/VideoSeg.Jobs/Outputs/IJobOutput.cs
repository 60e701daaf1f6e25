namespace VideoSeg.Jobs.Outputs;

/// <summary>A kind of output that a job can be asked for. Register it in dependency injection; jobs ask for it by its name.</summary>
public interface IJobOutput
{
    /// <summary>The name by which jobs ask for it, such as tracks.</summary>
    string Name { get; }

    /// <summary>Whether it writes class maps, which cost something to make.</summary>
    bool NeedsClassMaps => false;

    /// <summary>Whether it uses pictures with the masks drawn on them. Such outputs are written last, since the others need the pictures as they were read.</summary>
    bool NeedsOverlay => false;

    /// <summary>Why this server can't make it, for the caller; null: it can.</summary>
    string? Unavailable => null;

    /// <summary>Begins the output of one job. The caller disposes it.</summary>
    IJobOutputWriter Open(JobOutputContext context);
}
