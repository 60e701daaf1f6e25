using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VideoSeg.Cli.Results;

/// <summary>Which file a path leads to: the device and the number that links and hard links of one file share.</summary>
internal readonly partial record struct FileIdentity(ulong Device, ulong Number)
{
    private const int CurrentFolder = -100;
    private const uint NumberMask = 0x100;

    /// <summary>Follows links. Returns <see langword="null"/> if there is no such file or folder.</summary>
    public static FileIdentity? Of(string path)
    {
        // struct statx of the kernel's interface: the same on all machines.
        Span<byte> answer = stackalloc byte[256];
        return Status(CurrentFolder, path, 0, NumberMask, answer) == 0
            ? new(BinaryPrimitives.ReadUInt64LittleEndian(answer[0x88..]), BinaryPrimitives.ReadUInt64LittleEndian(answer[0x20..]))
            : null;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Status(int folder, string path, int flags, uint mask, Span<byte> answer);
}
