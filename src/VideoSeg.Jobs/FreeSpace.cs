namespace VideoSeg.Jobs;

/// <summary>How much a disk still takes.</summary>
internal static class FreeSpace
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <param name="folder">On the disk.</param>
    /// <returns>In bytes.</returns>
    public static long Of(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Whether a write failed because there was no room.</summary>
    public static bool IsFull(IOException error) => error.HResult is NoSpace or OverQuota;
}
