namespace VideoSeg.EndToEnd.Tests;

/// <summary>Paths in the repository that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot(AppContext.BaseDirectory);

    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    private static string FindRoot(string folder) => File.Exists(System.IO.Path.Combine(folder, "VideoSeg.sln"))
        ? folder
        : FindRoot(Directory.GetParent(folder)?.FullName ?? throw new DirectoryNotFoundException("The tests must run inside the repository."));
}
