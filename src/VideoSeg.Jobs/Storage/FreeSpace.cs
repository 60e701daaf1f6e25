namespace VideoSeg.Jobs.Storage;

/// <summary>The free space of a disk.</summary>
internal static class FreeSpace
{
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <param name="folder">A folder on the disk.</param>
    /// <returns>The free space in bytes.</returns>
    public static long Of(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Whether a write failed because the disk is full.</summary>
    public static bool IsFull(IOException error) => error.HResult is NoSpace or OverQuota;
}
