using System.Security.Cryptography;
using System.Text.Json;
using VideoSeg.Jobs.Storage;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Jobs.Uploads;

/// <summary>Files that callers upload. The progress of an upload is the length of its file, so nothing that was acknowledged is lost when the server process ends.</summary>
public sealed class UploadStore
{
    private readonly SqliteFile _database;
    private readonly string _folder;
    private readonly JobOptions _options;
    private readonly CallerSharing _sharing;
    private readonly TimeProvider _time;
    private readonly PromisedSpace _space;

    /// <summary>Lets one chunk of an upload in at a time; uploads with different locks don't wait for each other.</summary>
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    internal UploadStore(SqliteFile database, string jobsFolder, JobOptions options, CallerSharing sharing, TimeProvider time)
    {
        (_database, _options, _sharing, _time) = (database, options, sharing, time);
        _folder = PrivateFiles.CreateFolder(Path.Combine(jobsFolder, "uploads"));
        _space = new PromisedSpace(_folder, options.MinFreeBytes);
        foreach (var upload in All().Where(u => File.Exists(PathOf(u))))
        {
            _space.Set(upload.Id, upload.Bytes - ReceivedOf(upload));
        }
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="InvalidUploadException">The name, the size or the checksum is not allowed.</exception>
    /// <exception cref="TooManyUploadsException">Too many uploads are open.</exception>
    /// <exception cref="DiskFullException">The disk has no room for it.</exception>
    public Upload Create(string caller, string fileName, ulong bytes, byte[] sha256)
    {
        if (fileName.Length is 0 or > 255 || Path.GetFileName(fileName) != fileName || fileName is "." or ".." || fileName.Any(char.IsControl))
        {
            throw new InvalidUploadException(UploadProperty.FileName, "a file name has 1 to 255 characters, and neither a folder nor control characters");
        }

        if (bytes == 0 || bytes > (ulong)_options.MaxUploadBytes)
        {
            throw new InvalidUploadException(UploadProperty.Bytes, $"'{fileName}' has {bytes} bytes; allowed are 1 to {_options.MaxUploadBytes}");
        }

        if (sha256.Length is not (0 or SHA256.HashSizeInBytes))
        {
            throw new InvalidUploadException(UploadProperty.Sha256, $"the SHA-256 has {sha256.Length} bytes; allowed are {SHA256.HashSizeInBytes}, or none");
        }

        RemoveExpired();
        RequireRoom(caller);
        var upload = new Upload($"upload-{Guid.CreateVersion7(_time.GetUtcNow()):N}", caller, fileName, (long)bytes, sha256, false);
        _space.Promise(upload.Id, fileName, upload.Bytes);
        try
        {
            using var file = File.Create(PathOf(upload));
            _database.Change(("INSERT INTO uploads (id, upload) VALUES ($0, $1)", [upload.Id, JsonOf(upload)]));
        }
        catch
        {
            _space.Set(upload.Id, 0);
            throw;
        }

        return upload;
    }

    /// <exception cref="UploadNotFoundException">The caller has no such upload.</exception>
    public Upload Get(string caller, string id) => _database
        .Select("SELECT upload FROM uploads WHERE id = $0", row => JsonSerializer.Deserialize(row.GetString(0), UploadJson.Default.Upload)!, id)
        .SingleOrDefault(upload => upload.Caller == caller) ?? throw new UploadNotFoundException(id);

    /// <summary>Bytes that have been received.</summary>
    public long ReceivedOf(Upload upload) => new FileInfo(PathOf(upload)).Length;

    /// <summary>Appends a chunk. After the last chunk, the file's checksum is verified.</summary>
    /// <returns>Bytes that have been received.</returns>
    /// <exception cref="UploadNotFoundException">The caller has no such upload.</exception>
    /// <exception cref="UploadOffsetException">The chunk is not the next one.</exception>
    /// <exception cref="InvalidUploadException">The chunk is too long.</exception>
    /// <exception cref="ChunkCorruptException">The chunk is not what its checksum says.</exception>
    /// <exception cref="UploadCorruptException">The file is not what its checksum says.</exception>
    /// <exception cref="DiskFullException">The disk has no room for it.</exception>
    public async Task<long> AppendAsync(string caller, string id, ulong offset, ReadOnlyMemory<byte> chunk, uint? crc32C, CancellationToken cancellationToken)
    {
        var slot = _locks[(uint)id.GetHashCode(StringComparison.Ordinal) % _locks.Length];
        await slot.WaitAsync(cancellationToken);
        try
        {
            var upload = Get(caller, id);
            long received = ReceivedOf(upload);
            if (offset != (ulong)received)
            {
                throw new UploadOffsetException(received, offset);
            }

            if (chunk.Length > upload.Bytes - received)
            {
                throw new InvalidUploadException(UploadProperty.Chunk, $"the chunk has {chunk.Length} bytes; {upload.Bytes - received} of the upload's {upload.Bytes} are missing");
            }

            if (crc32C is { } expected && Crc32C.Of(chunk.Span) is var actual && actual != expected)
            {
                throw new ChunkCorruptException(actual, expected);
            }

            _space.Require(chunk.Length);
            await WriteAsync(upload, received, chunk, cancellationToken);
            received += chunk.Length;
            _space.Set(id, upload.Bytes - received);
            if (received == upload.Bytes)
            {
                await CheckAsync(upload, cancellationToken);
            }

            return received;
        }
        finally
        {
            slot.Release();
        }
    }

    private List<Upload> All() => _database.Select("SELECT upload FROM uploads", row => JsonSerializer.Deserialize(row.GetString(0), UploadJson.Default.Upload)!);

    internal string PathOf(Upload upload) => Path.Combine(_folder, upload.Id);

    /// <summary>An upload of which all bytes have been received and are right.</summary>
    /// <exception cref="UploadNotFoundException">The caller has no such upload.</exception>
    /// <exception cref="UploadIncompleteException">Bytes are missing.</exception>
    /// <exception cref="UploadCorruptException">The file is not what its checksum says.</exception>
    internal async Task<Upload> CompleteAsync(string caller, string id, CancellationToken cancellationToken)
    {
        var upload = Get(caller, id);
        if (ReceivedOf(upload) is var received && received != upload.Bytes)
        {
            throw new UploadIncompleteException(received, upload.Bytes);
        }

        return upload.IsChecked ? upload : await CheckAsync(upload, cancellationToken);
    }

    /// <summary>Removes files that belong to no upload and no job, and expired uploads.</summary>
    /// <param name="jobs">The jobs whose files stay.</param>
    internal void RemoveStrays(IEnumerable<Job> jobs)
    {
        RemoveExpired();
        var wanted = _database.Select("SELECT id FROM uploads", row => row.GetString(0)).Concat(jobs.Select(job => Path.GetFileName(job.Input.Path))).ToHashSet();
        foreach (string path in Directory.EnumerateFiles(_folder).Where(path => !wanted.Contains(Path.GetFileName(path))))
        {
            File.Delete(path);
        }
    }

    private void RequireRoom(string caller)
    {
        long own = CountWhere("json_extract(upload, '$.caller') = $0", caller);
        long open = CountWhere("true");
        if (!_sharing.Allows(own, open, _options.MaxUploads))
        {
            throw new TooManyUploadsException($"{_sharing.Describe(own, open, _options.MaxUploads, "uploads are open")}: make jobs of them, or wait until they expire");
        }
    }

    private long CountWhere(string condition, params object[] values) =>
        _database.Select($"SELECT COUNT(*) FROM uploads WHERE {condition}", row => row.GetInt64(0), values).Single();

    private void RemoveExpired()
    {
        var latest = _time.GetUtcNow().UtcDateTime - _options.UploadLifetime;
        foreach (string id in _database.Select("SELECT id FROM uploads", row => row.GetString(0)))
        {
            string path = Path.Combine(_folder, id);
            if (File.GetLastWriteTimeUtc(path) < latest)
            {
                _database.Change(("DELETE FROM uploads WHERE id = $0", [id]));
                _space.Set(id, 0);
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
                ? new DiskFullException("the server's disk is full; send the chunk again later")
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
                _space.Set(upload.Id, upload.Bytes);
                throw new UploadCorruptException(upload.FileName, actual, upload.Sha256);
            }
        }

        var whole = upload with { IsChecked = true };
        _database.Change(("UPDATE uploads SET upload = $1 WHERE id = $0", [whole.Id, JsonOf(whole)]));
        return whole;
    }

    private static string JsonOf(Upload upload) => JsonSerializer.Serialize(upload, UploadJson.Default.Upload);
}
