using System.Security.Cryptography;
using System.Text.Json;
using VideoSeg.Streaming;

namespace VideoSeg.Jobs.Uploads;

/// <summary>Files on their way to the server. How far one has come is the length of its file, so nothing that was answered is lost with the server.</summary>
public sealed class UploadStore
{
    private readonly JobDatabase _database;
    private readonly string _folder;
    private readonly JobOptions _options;
    private readonly TimeProvider _time;

    /// <summary>One chunk of an upload at a time; uploads in different slots don't wait for each other.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    internal UploadStore(JobDatabase database, string jobsFolder, JobOptions options, TimeProvider time)
    {
        (_database, _options, _time) = (database, options, time);
        _folder = Directory.CreateDirectory(Path.Combine(jobsFolder, "uploads")).FullName;
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="StreamRefusedException">The name, the size or the checksum is not allowed, or the disk is full.</exception>
    public Upload Create(string caller, string fileName, ulong bytes, byte[] sha256)
    {
        if (fileName.Length is 0 or > 255 || Path.GetFileName(fileName) != fileName || fileName is "." or ".." || fileName.Any(char.IsControl))
        {
            throw StreamRefusedException.InvalidOption("file_name", "a file name has 1 to 255 characters, and neither a folder nor control characters");
        }

        if (bytes == 0 || bytes > (ulong)_options.MaxUploadBytes)
        {
            throw StreamRefusedException.InvalidOption("size_bytes", $"'{fileName}' has {bytes} bytes; allowed are 1 to {_options.MaxUploadBytes}");
        }

        if (sha256.Length is not (0 or SHA256.HashSizeInBytes))
        {
            throw StreamRefusedException.InvalidOption("sha256", $"the SHA-256 has {sha256.Length} bytes; allowed are {SHA256.HashSizeInBytes}, or none");
        }

        RemoveAbandoned();
        long free = FreeSpace.Of(_folder);
        if (free - _options.MinFreeBytes < (long)bytes)
        {
            throw new StreamRefusedException(
                StreamRefusal.Exhausted, "DISK_FULL", $"the server's disk has {free} bytes free, of which {_options.MinFreeBytes} stay free; '{fileName}' has {bytes}");
        }

        var upload = new Upload($"upload-{Guid.CreateVersion7(_time.GetUtcNow()):N}", caller, fileName, (long)bytes, sha256, false);
        using (File.Create(PathOf(upload)))
        {
            _database.Change(("INSERT INTO uploads (id, upload) VALUES ($0, $1)", [upload.Id, JsonOf(upload)]));
        }

        return upload;
    }

    /// <exception cref="StreamRefusedException">The caller has no such upload.</exception>
    public Upload Get(string caller, string id) => _database
        .Select("SELECT upload FROM uploads WHERE id = $0", row => JsonSerializer.Deserialize(row.GetString(0), JobJson.Default.Upload)!, id)
        .SingleOrDefault(upload => upload.Caller == caller) ?? throw new StreamRefusedException(
            StreamRefusal.NotFound, "UPLOAD_UNKNOWN", "there is no such upload: it never was, a job has it, or it got no chunk for too long", "upload_id");

    /// <summary>How many bytes of it are there.</summary>
    public long ReceivedOf(Upload upload) => new FileInfo(PathOf(upload)).Length;

    /// <summary>Adds a chunk. The last one is answered when the whole file was checked.</summary>
    /// <returns>How many bytes are there.</returns>
    /// <exception cref="StreamRefusedException">The caller has no such upload, the chunk is not the next one, is broken or too long, or the file is not what its checksum says.</exception>
    public async Task<long> AppendAsync(string caller, string id, ulong offset, ReadOnlyMemory<byte> chunk, uint? crc32C, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)id.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            var upload = Get(caller, id);
            long received = ReceivedOf(upload);
            if (offset != (ulong)received)
            {
                throw new StreamRefusedException(StreamRefusal.NotReady, "UPLOAD_OFFSET", $"the upload has {received} bytes, so the next chunk begins there; this one began at {offset}", "offset");
            }

            if (chunk.Length > upload.Bytes - received)
            {
                throw StreamRefusedException.InvalidOption("data", $"the chunk has {chunk.Length} bytes; {upload.Bytes - received} of the upload's {upload.Bytes} are missing");
            }

            if (crc32C is { } expected && Crc32C.Of(chunk.Span) is var actual && actual != expected)
            {
                throw new StreamRefusedException(StreamRefusal.Corrupt, "CHUNK_CORRUPT", $"the chunk's CRC-32C is {actual:x8}, not {expected:x8}: send it again", "crc32c");
            }

            await WriteAsync(upload, received, chunk, cancellationToken);
            received += chunk.Length;
            if (received == upload.Bytes)
            {
                await CheckAsync(upload, cancellationToken);
            }

            return received;
        }
        finally
        {
            turn.Release();
        }
    }

    internal string PathOf(Upload upload) => Path.Combine(_folder, upload.Id);

    /// <summary>An upload whose bytes are all there and right.</summary>
    /// <exception cref="StreamRefusedException">They are not.</exception>
    internal async Task<Upload> CompleteAsync(string caller, string id, CancellationToken cancellationToken)
    {
        var upload = Get(caller, id);
        if (ReceivedOf(upload) is var received && received != upload.Bytes)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "UPLOAD_INCOMPLETE", $"{received} of the upload's {upload.Bytes} bytes are there; send the others first", "upload_id");
        }

        return upload.IsChecked ? upload : await CheckAsync(upload, cancellationToken);
    }

    /// <summary>Removes files that belong to no upload and no job, and uploads that nobody goes on with.</summary>
    /// <param name="jobs">Those whose files stay.</param>
    internal void RemoveStrays(IEnumerable<Job> jobs)
    {
        RemoveAbandoned();
        var wanted = _database.Select("SELECT id FROM uploads", row => row.GetString(0)).Concat(jobs.Select(job => Path.GetFileName(job.Source.Path))).ToHashSet();
        foreach (string path in Directory.EnumerateFiles(_folder).Where(path => !wanted.Contains(Path.GetFileName(path))))
        {
            File.Delete(path);
        }
    }

    private void RemoveAbandoned()
    {
        var latest = _time.GetUtcNow().UtcDateTime - _options.UploadLifetime;
        foreach (string id in _database.Select("SELECT id FROM uploads", row => row.GetString(0)))
        {
            string path = Path.Combine(_folder, id);
            if (File.GetLastWriteTimeUtc(path) < latest)
            {
                _database.Change(("DELETE FROM uploads WHERE id = $0", [id]));
                File.Delete(path);
            }
        }
    }

    private async Task WriteAsync(Upload upload, long offset, ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(PathOf(upload), FileMode.Open, FileAccess.Write);
        try
        {
            await RandomAccess.WriteAsync(file, chunk, offset, cancellationToken);
        }
        catch (IOException e)
        {
            RandomAccess.SetLength(file, offset);
            throw FreeSpace.IsFull(e)
                ? new StreamRefusedException(StreamRefusal.Exhausted, "DISK_FULL", "the server's disk is full; send the chunk again later")
                : throw new IOException("an upload can't be written", e);
        }
    }

    private async Task<Upload> CheckAsync(Upload upload, CancellationToken cancellationToken)
    {
        if (upload.Sha256.Length > 0)
        {
            await using var file = new FileStream(PathOf(upload), FileMode.Open, FileAccess.ReadWrite);
            byte[] actual = await SHA256.HashDataAsync(file, cancellationToken);
            if (!actual.AsSpan().SequenceEqual(upload.Sha256))
            {
                file.SetLength(0);
                throw new StreamRefusedException(
                    StreamRefusal.Corrupt,
                    "UPLOAD_CORRUPT",
                    $"the SHA-256 of '{upload.FileName}' is {Convert.ToHexStringLower(actual)}, not {Convert.ToHexStringLower(upload.Sha256)}: send it again from 0");
            }
        }

        var whole = upload with { IsChecked = true };
        _database.Change(("UPDATE uploads SET upload = $1 WHERE id = $0", [whole.Id, JsonOf(whole)]));
        return whole;
    }

    private static string JsonOf(Upload upload) => JsonSerializer.Serialize(upload, JobJson.Default.Upload);
}
