namespace VideoSeg.Jobs.Storage;

/// <summary>
/// The space of the disk that uploads will still take: what was promised to one is not promised to another. Nothing is written that would leave less free than is to stay free,
/// whoever has taken the space. Safe for threads.
/// </summary>
/// <param name="folder">A folder on the disk.</param>
/// <param name="minFree">The bytes that stay free.</param>
internal sealed class PromisedSpace(string folder, long minFree)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _missing = [];
    private long _total;

    /// <summary>Promises space for an upload that begins.</summary>
    /// <exception cref="DiskFullException">The disk has no room for it beside what is promised.</exception>
    public void Promise(string upload, string fileName, long bytes)
    {
        lock (_gate)
        {
            long free = FreeSpace.Of(folder);
            if (free - minFree - _total < bytes)
            {
                throw new DiskFullException(
                    $"the server's disk has {free} bytes free, of which {minFree} stay free and {_total} are promised to other uploads; '{fileName}' has {bytes}");
            }

            Change(upload, bytes);
        }
    }

    /// <summary>Sets what an upload is still missing; 0: all is there, or it is gone.</summary>
    public void Set(string upload, long missing)
    {
        lock (_gate)
        {
            Change(upload, missing);
        }
    }

    /// <summary>Checks a chunk before it is written.</summary>
    /// <exception cref="DiskFullException">The disk has become too full for it.</exception>
    public void Require(int chunk)
    {
        if (FreeSpace.Of(folder) is var free && free - chunk < minFree)
        {
            throw new DiskFullException($"the server's disk has {free} bytes free, of which {minFree} stay free; send the chunk again later");
        }
    }

    private void Change(string upload, long missing)
    {
        _total += missing - _missing.GetValueOrDefault(upload);
        if (missing > 0)
        {
            _missing[upload] = missing;
        }
        else
        {
            _missing.Remove(upload);
        }
    }
}
