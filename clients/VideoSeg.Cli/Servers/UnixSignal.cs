using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoSeg.Cli.Servers;

/// <summary>.NET can kill a process, but not ask it to stop.</summary>
internal static partial class UnixSignal
{
    private const int SigTerm = 15;

    /// <summary>Asks <paramref name="process"/> to stop; nothing happens when it has ended already.</summary>
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
