using System.Reflection;

namespace VideoSeg.Cli.Tests;

/// <summary>Paths of the programs that the tests run and of the files that they read.</summary>
internal static class Repository
{
    public static string Tool => Program("clients/VideoSeg.Cli", "videoseg.dll");

    public static string Server => Program("src/VideoSeg.Server", "VideoSeg.Server.dll");

    public static string SampleHost => Program("samples/CustomHost", "VideoSeg.Samples.CustomHost.dll");

    public static string Models => At("models");

    public static string Families => At("tests/fixtures/families");

    public static string Clip => At("clients/VideoSeg.Cli/Clips/street.mp4");

    private static string Program(string project, string file) => Path.Combine(At(project), Metadata("Programs"), file);

    private static string At(string path) => Path.Combine(Metadata("Repository"), path);

    private static string Metadata(string key) =>
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
}
