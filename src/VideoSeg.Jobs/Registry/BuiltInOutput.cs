using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Outputs.Frames;
using VideoSeg.Jobs.Outputs.Overviews;
using VideoSeg.Vision.Video;

namespace VideoSeg.Jobs.Registry;

/// <summary>The outputs that every server has.</summary>
internal sealed class BuiltInOutput(string name, Func<JobOutputContext, IJobOutputWriter> open) : IJobOutput
{
    public static IReadOnlyList<IJobOutput> All { get; } =
    [
        new BuiltInOutput("lines", job => new LinesOutput(job)),
        new BuiltInOutput("panoptic", job => new PanopticOutput(job)),
        new BuiltInOutput("classes", job => new ClassMapOutput(job)) { NeedsClassMaps = true },
        new BuiltInOutput("tracks", job => new TracksOutput(job)),
        new BuiltInOutput("overlay", job => new OverlayOutput(job)) { NeedsOverlay = true, NeedsFfmpeg = true },
        new BuiltInOutput("summary", job => new SummaryOutput(job)) { NeedsOverlay = true },
    ];

    public string Name => name;

    public bool NeedsClassMaps { get; private init; }

    public bool NeedsOverlay { get; private init; }

    public string? Unavailable => NeedsFfmpeg && !VideoReader.CanReadVideos ? "this server can't make overlays: ffmpeg is not on its PATH" : null;

    public bool NeedsFfmpeg { get; private init; }

    public IJobOutputWriter Open(JobOutputContext context) => open(context);
}
