using System.Reflection;

namespace VideoSeg.Architecture.Tests;

/// <summary>The projects of src and clients, and which of them each may know.</summary>
internal static class Projects
{
    private static readonly string[] Streaming = ["VideoSeg.Streaming", "VideoSeg.Inference", "VideoSeg.Vision"];

    /// <summary>A project, and the projects that it may know. What is not here may know none.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["VideoSeg.Vision"] = [],
        ["VideoSeg.Evaluation"] = ["VideoSeg.Vision"],
        ["VideoSeg.Inference"] = ["VideoSeg.Vision"],
        ["VideoSeg.Streaming"] = ["VideoSeg.Inference", "VideoSeg.Vision"],
        ["VideoSeg.Jobs"] = Streaming,
        ["VideoSeg.Sources"] = Streaming,
        ["VideoSeg.Events"] = Streaming,
        ["VideoSeg.Server"] = ["VideoSeg.Jobs", "VideoSeg.Sources", "VideoSeg.Events", .. Streaming, "VideoSeg.Protos"],
        ["VideoSeg.Protos"] = [],
        ["VideoSeg.Client"] = ["VideoSeg.Protos"],
        ["videoseg"] = ["VideoSeg.Client", "VideoSeg.Protos", "VideoSeg.Vision", "VideoSeg.Evaluation"],
    };

    /// <summary>The projects whose code is ours, not generated.</summary>
    public static IEnumerable<string> Written => Allowed.Keys.Where(p => p != "VideoSeg.Protos");

    public static Assembly Load(string project) => Assembly.Load(project);

    public static string Repository { get; } =
        typeof(Projects).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!;
}
