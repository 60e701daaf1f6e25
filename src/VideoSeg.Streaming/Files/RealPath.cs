namespace VideoSeg.Streaming.Files;

/// <summary>Where a path leads once each link on it is followed.</summary>
public static class RealPath
{
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        string real = "/";
        foreach (string part in Path.GetFullPath(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            if (File.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
            {
                // The target's own path may go over links too.
                real = Of(target.FullName);
            }
        }

        return real;
    }
}
