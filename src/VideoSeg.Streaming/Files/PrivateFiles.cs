using System.Runtime.InteropServices;

namespace VideoSeg.Streaming.Files;

/// <summary>Keeps what the server writes from other users of the machine: videos and results may show people.</summary>
public static partial class PrivateFiles
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>From now on files and folders that this process and its children make are the owner's alone (0600 and 0700), whoever makes them: SQLite and ffmpeg too.</summary>
    public static void Use() => _ = SetUmask(0x3F);

    /// <summary>Creates a folder of the server's own, or takes the rights of others to one that is there from an earlier version.</summary>
    /// <returns>The full path.</returns>
    public static string CreateFolder(string path)
    {
        // Windows has no such modes: there a folder has the rights of the one above it.
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateDirectory(path).FullName;
        }

        string folder = Directory.CreateDirectory(path, Owner).FullName;
        File.SetUnixFileMode(folder, Owner);
        return folder;
    }

    // 0x3F is 077: no rights for the group and for others.
    [LibraryImport("libc", EntryPoint = "umask")]
    private static partial uint SetUmask(uint mask);
}
