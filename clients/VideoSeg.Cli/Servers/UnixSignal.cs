using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoSeg.Cli.Servers;

/// <summary>Sends SIGTERM to a process; .NET has no API for it.</summary>
internal static partial class UnixSignal
{
    private const int SigTerm = 15;

    /// <summary>Sends SIGTERM to <paramref name="process"/>, unless it has already exited.</summary>
    public static void Terminate(Process process)
    {
        if (!process.HasExited)
        {
            _ = Kill(process.Id, SigTerm);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
