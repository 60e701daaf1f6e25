using System.Security.Cryptography;
using System.Text.Json;

namespace VideoSeg.Streaming.Jobs.Uploads;

/// <summary>Files on their way to the server. How far one has come is the length of its file, so nothing that was answered is lost with the server.</summary>
internal sealed class UploadStore(JobDatabase database, string folder, JobOptions options, TimeProvider time)
{
    /// <summary>One chunk of an upload at a time; uploads in different slots don't wait for each other.</summary>
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    private string Folder { get; } = Directory.CreateDirectory(Path.Combine(folder, "uploads")).FullName;

    public string PathOf(Upload upload) => Path.Combine(Folder, upload.Id);

    /// <exception cref="StreamRefusedException">The name, the size or the checksum is not allowed, or the disk is full.</exception>
    public Upload Create(string fileName, ulong bytes, byte[] sha256)
    {
        if (fileName.Length is 0 or > 255 || Path.GetFileName(fileName) != fileName || fileName is "." or ".." || fileName.Any(char.IsControl))
        {
            throw StreamRefusedException.InvalidOption("file_name", "a file name has 1 to 255 characters, and neither a folder nor control characters");
        }

        if (bytes == 0 || bytes > (ulong)options.MaxUploadBytes)
        {
            throw StreamRefusedException.InvalidOption("size_bytes", $"'{fileName}' has {bytes} bytes; allowed are 1 to {options.MaxUploadBytes}");
        }

        if (sha256.Length is not (0 or SHA256.HashSizeInBytes))
        {
            throw StreamRefusedException.InvalidOption("sha256", $"the SHA-256 has {sha256.Length} bytes; allowed are {SHA256.HashSizeInBytes}, or none");
        }

        RemoveAbandoned();
        long free = FreeSpace.Of(Folder);
        if (free - options.MinFreeBytes < (long)bytes)
        {
            throw new StreamRefusedException(
                StreamRefusal.Exhausted, "DISK_FULL", $"the server's disk has {free} bytes free, of which {options.MinFreeBytes} stay free; '{fileName}' has {bytes}");
        }

        var upload = new Upload($"upload-{Guid.CreateVersion7(time.GetUtcNow()):N}", fileName, (long)bytes, sha256, false);
        using (File.Create(PathOf(upload)))
        {
            database.Change(("INSERT INTO uploads (id, upload) VALUES ($0, $1)", [upload.Id, JsonOf(upload)]));
        }

        return upload;
    }

    /// <exception cref="StreamRefusedException">There is no such upload.</exception>
    public Upload Get(string id) => database
        .Select("SELECT upload FROM uploads WHERE id = $0", row => JsonSerializer.Deserialize(row.GetString(0), JobJson.Default.Upload)!, id)
        .SingleOrDefault() ?? throw new StreamRefusedException(
            StreamRefusal.NotFound, "UPLOAD_UNKNOWN", "there is no such upload: it never was, a job has it, or it got no chunk for too long", "upload_id");

    public long ReceivedOf(Upload upload) => new FileInfo(PathOf(upload)).Length;

    /// <summary>Adds a chunk. The last one is answered when the whole file was checked.</summary>
    /// <returns>How many bytes are there.</returns>
    /// <exception cref="StreamRefusedException">The chunk is not the next one, is broken or too long, or the file is not what its checksum says.</exception>
    public async Task<long> AppendAsync(string id, ulong offset, ReadOnlyMemory<byte> chunk, uint? crc32C, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)id.GetHashCode(StringComparison.Ordinal) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            var upload = Get(id);
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

    /// <summary>An upload whose bytes are all there and right.</summary>
    /// <exception cref="StreamRefusedException">They are not.</exception>
    public async Task<Upload> CompleteAsync(string id, CancellationToken cancellationToken)
    {
        var upload = Get(id);
        if (ReceivedOf(upload) is var received && received != upload.Bytes)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "UPLOAD_INCOMPLETE", $"{received} of the upload's {upload.Bytes} bytes are there; send the others first", "upload_id");
        }

        return upload.IsChecked ? upload : await CheckAsync(upload, cancellationToken);
    }

    /// <summary>Removes files that belong to no upload and no job, and uploads that nobody goes on with.</summary>
    /// <param name="jobs">Those whose files stay.</param>
    public void RemoveStrays(IEnumerable<Job> jobs)
    {
        RemoveAbandoned();
        var wanted = database.Select("SELECT id FROM uploads", row => row.GetString(0)).Concat(jobs.Select(job => Path.GetFileName(job.Source.Path))).ToHashSet();
        foreach (string path in Directory.EnumerateFiles(Folder).Where(path => !wanted.Contains(Path.GetFileName(path))))
        {
            File.Delete(path);
        }
    }

    private void RemoveAbandoned()
    {
        var latest = time.GetUtcNow().UtcDateTime - options.UploadLifetime;
        foreach (string id in database.Select("SELECT id FROM uploads", row => row.GetString(0)))
        {
            string path = Path.Combine(Folder, id);
            if (File.GetLastWriteTimeUtc(path) < latest)
            {
                database.Change(("DELETE FROM uploads WHERE id = $0", [id]));
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
        database.Change(("UPDATE uploads SET upload = $1 WHERE id = $0", [whole.Id, JsonOf(whole)]));
        return whole;
    }

    private static string JsonOf(Upload upload) => JsonSerializer.Serialize(upload, JobJson.Default.Upload);
}
