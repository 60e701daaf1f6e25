namespace VideoSeg.Bench;

/// <summary>Paths of the files that the benchmarks use by default.</summary>
internal static class RepositoryPaths
{
    /// <summary>The root of the checkout that this program was built from.</summary>
    public static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    /// <summary>The bundled clip.</summary>
    public static string Clip => Path.Combine(AppContext.BaseDirectory, "Clips", "street.mp4");

    /// <summary>The folder of people cut out of frames, for `bench tracks`.</summary>
    public static string Walkers => Path.Combine(Root, "tests", "fixtures", "people", "walkers");

    /// <summary>The folder of model packages, which the `videoseg` launcher sets.</summary>
    public static string Models => Environment.GetEnvironmentVariable("Inference__Models") ?? "models";
}
