namespace VideoSeg.Bench;

/// <summary>Where the repository has what the benchmarks need by default.</summary>
internal static class RepositoryPaths
{
    /// <summary>Of the checkout that this program was built in.</summary>
    public static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    /// <summary>The bundled clip.</summary>
    public static string Clip => Path.Combine(AppContext.BaseDirectory, "Clips", "street.mp4");

    /// <summary>People cut out of frames, to walk elsewhere.</summary>
    public static string Walkers => Path.Combine(Root, "tests", "fixtures", "people", "walkers");

    /// <summary>The folder of model packages; the launcher names it.</summary>
    public static string Models => Environment.GetEnvironmentVariable("Inference__Models") ?? "models";
}
