using VideoSeg.Vision;

namespace VideoSeg.Jobs.Registry;

/// <summary>A job has no output file of this name.</summary>
public sealed class OutputNotFoundException(string name) : VideoSegException("the job has no output of that name; its outputs field lists them", null)
{
    public string Name { get; } = name;
}
