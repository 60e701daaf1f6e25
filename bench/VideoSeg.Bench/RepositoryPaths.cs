namespace VideoSeg.Bench;

/// <summary>Where the repository has what the benchmarks need by default.</summary>
internal static class RepositoryPaths
{
    /// <summary>Of the checkout that this program was built in.</summary>
    public static string Root => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", ".."));

    /// <summary>The bundled clip.</summary>
    public static string Clip => Path.Combine(AppContext.BaseDirectory, "Clips", "street.mp4");

    /// <summary>The folder of model packages; the launcher names it.</summary>
    public static string Models => Environment.GetEnvironmentVariable("Inference__Models") ?? "models";
}
