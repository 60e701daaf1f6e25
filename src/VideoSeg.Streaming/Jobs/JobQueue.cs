using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Jobs.Sources;
using VideoSeg.Streaming.Jobs.Uploads;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision.Masks;
using VideoSeg.Vision.Video;

namespace VideoSeg.Streaming.Jobs;

/// <summary>The jobs of a server: takes them, works through them in their order, and takes up those that the server before did not finish.</summary>
public sealed partial class JobQueue : IAsyncDisposable
{
    private const int SqliteFull = 13;

    private readonly JobOptions _options;
    private readonly string _folder;
    private readonly JobDatabase _database;
    private readonly JobStore _store;
    private readonly UploadStore _uploads;
    private readonly SourceRoots _roots;
    private readonly StreamRegistry _streams;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, LiveJob> _live = [];
    private readonly SemaphoreSlim _creating = new(1);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Ids, oldest first. Who finds it full is refused.</summary>
    private readonly Channel<string> _waiting;

    private readonly Task _workers;

    /// <exception cref="JobFolderException">The folder can't be used.</exception>
    public JobQueue(JobOptions options, StreamRegistry streams, TimeProvider time, ILogger<JobQueue> logger)
    {
        (_options, _streams, _time, _logger) = (options, streams, time, logger);
        _roots = new SourceRoots(options.Roots);
        _folder = options.Folder.Length > 0
            ? Directory.CreateDirectory(Path.GetFullPath(options.Folder)).FullName
            : Directory.CreateTempSubdirectory("videoseg-jobs-").FullName;
        _database = JobDatabase.Open(_folder);
        _store = new JobStore(_database);
        _uploads = new UploadStore(_database, _folder, options, time);

        var unfinished = _store.Unfinished();
        _uploads.RemoveStrays(unfinished);
        _waiting = Channel.CreateBounded<string>(options.MaxWaiting + unfinished.Count);
        foreach (var job in unfinished)
        {
            Enqueue(job);
        }

        _workers = Task.WhenAll(Enumerable.Range(0, options.MaxRunning).Select(_ => Task.Run(WorkAsync)));
    }

    /// <summary>Begins an upload.</summary>
    /// <exception cref="StreamRefusedException">The name, the size or the checksum is not allowed, or the disk is full.</exception>
    public Upload CreateUpload(string fileName, ulong bytes, byte[] sha256) => _uploads.Create(fileName, bytes, sha256);

    /// <summary>Adds the next chunk.</summary>
    /// <returns>How many bytes are there.</returns>
    /// <exception cref="StreamRefusedException">The chunk is not the next one, is broken or too long, or the file is not what its checksum says.</exception>
    public Task<long> AppendAsync(string uploadId, ulong offset, ReadOnlyMemory<byte> chunk, uint? crc32C, CancellationToken cancellationToken) =>
        _uploads.AppendAsync(uploadId, offset, chunk, crc32C, cancellationToken);

    /// <summary>An upload, and how many bytes of it are there.</summary>
    /// <exception cref="StreamRefusedException">There is no such upload.</exception>
    public (Upload Upload, long Received) GetUpload(string id) => _uploads.Get(id) is var upload ? (upload, _uploads.ReceivedOf(upload)) : default;

    /// <summary>Takes a job. A request id that was there before gives the job of then.</summary>
    /// <exception cref="StreamRefusedException">Something of it is not allowed, the video is not there, or too many jobs wait.</exception>
    public async Task<Job> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (request.RequestId is { } requestId && _store.FindRequest(requestId) is { } existing)
            {
                return NewestOf(existing);
            }

            var options = Accept(request);
            if (_waiting.Reader.Count >= _options.MaxWaiting)
            {
                throw new StreamRefusedException(StreamRefusal.Exhausted, "TOO_MANY_JOBS", $"{_waiting.Reader.Count} jobs wait; at most {_options.MaxWaiting} are allowed");
            }

            var upload = request.UploadId is { } uploadId ? await _uploads.CompleteAsync(uploadId, cancellationToken) : null;
            string path = upload is not null ? _uploads.PathOf(upload) : _roots.Resolve(request.Path!);
            var now = _time.GetUtcNow();
            var job = new Job
            {
                Id = $"job-{Guid.CreateVersion7(now):N}",
                FileName = upload?.FileName ?? Path.GetFileName(path),
                State = JobState.Pending,
                Created = now,
                Options = options,
                Outputs = request.Outputs,
                Source = JobSource.Of(path, upload is not null),
            };
            _store.Add(job, request.RequestId, upload);
            Enqueue(job);
            return job;
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <exception cref="StreamRefusedException">There is no such job.</exception>
    public Job Get(string id) => NewestOf(_store.Find(id) ?? throw new StreamRefusedException(StreamRefusal.NotFound, "JOB_UNKNOWN", "there is no such job", "job_id"));

    /// <summary>Newest first.</summary>
    /// <param name="before">The number of the last job of the page before; null: from the newest on.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<(long Number, Job Job)> List(long? before, int count) => [.. _store.List(before, count).Select(row => (row.Number, NewestOf(row.Job)))];

    /// <summary>The job now, and again as it goes on, until it has ended.</summary>
    /// <param name="id">Of the job.</param>
    /// <param name="previewMaxSide">Of pictures, in pixels; 0: none.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="StreamRefusedException">There is no such job.</exception>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(string id, int previewMaxSide, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!_live.TryGetValue(id, out var live))
        {
            yield return new JobUpdate(Get(id), null);
            yield break;
        }

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await using var updates = live.Feed.WatchAsync(previewMaxSide, watching.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await NextAsync())
        {
            yield return updates.Current;
        }

        async ValueTask<bool> NextAsync()
        {
            try
            {
                return await updates.MoveNextAsync();
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw StreamRefusedException.Stopping();
            }
        }
    }

    /// <summary>Ends a job that has not ended.</summary>
    /// <returns>As it is then.</returns>
    /// <exception cref="StreamRefusedException">There is no such job.</exception>
    public async Task<Job> CancelAsync(string id, CancellationToken cancellationToken)
    {
        if (_live.TryGetValue(id, out var live))
        {
            await live.CancelAsync();
            if (live.TryStart())
            {
                // Its turn had not come: nobody else will end it.
                End(live, live.Feed.Job with { State = JobState.Cancelled });
            }

            await live.Ended.WaitAsync(cancellationToken);
        }

        return Get(id);
    }

    /// <summary>Forgets a job that has ended, and removes its outputs.</summary>
    /// <exception cref="StreamRefusedException">There is no such job, or it has not ended.</exception>
    public void Delete(string id)
    {
        if (!Get(id).HasEnded)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "JOB_NOT_ENDED", "the job has not ended; cancel it first", "job_id");
        }

        _store.Remove(id);
        FolderOf(id).Remove();
    }

    /// <summary>Opens one output for reading. The caller disposes it.</summary>
    /// <exception cref="StreamRefusedException">There is no such job or output, or the job has not succeeded.</exception>
    public FileStream OpenOutput(string id, string name)
    {
        var job = Get(id);
        if (job.State != JobState.Succeeded)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "JOB_NOT_SUCCEEDED", $"the job is {job.State}; a job that has succeeded has outputs", "job_id");
        }

        return job.Files.Any(file => file.Name == name)
            ? new FileStream(Path.Combine(FolderOf(id).Outputs, name), new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 })
            : throw new StreamRefusedException(StreamRefusal.NotFound, "OUTPUT_UNKNOWN", "the job has no output of that name; its outputs field lists them", "name");
    }

    /// <summary>Works no longer. Jobs that are under way go on with the next server on this folder.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _workers;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _database.Dispose();
        if (_options.Folder.Length == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private StreamOptions Accept(JobRequest request)
    {
        if (request.Outputs == JobOutputs.None)
        {
            throw StreamRefusedException.InvalidOption("outputs", "a job has at least one output");
        }

        if (request.Outputs.HasFlag(JobOutputs.Overlay) && !VideoJoin.IsAvailable)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "FFMPEG_MISSING", "this server can't make overlays: ffmpeg is not on its PATH", "outputs");
        }

        return _streams.Accept(request.Options with
        {
            MaskEncoding = MaskEncoding.Rle,
            Delivery = DeliveryPolicy.All,
            ClassMap = request.Outputs.HasFlag(JobOutputs.ClassMaps),
        });
    }

    /// <summary>What is stored is as old as the last segment.</summary>
    private Job NewestOf(Job stored) => _live.TryGetValue(stored.Id, out var live) ? live.Feed.Job : stored;

    private JobFolder FolderOf(string id) => new(_folder, id);

    private void Enqueue(Job job)
    {
        _live[job.Id] = new LiveJob(new JobFeed(job, _time));
        _waiting.Writer.TryWrite(job.Id);
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach (string id in _waiting.Reader.ReadAllAsync(_stopping.Token))
            {
                if (_live.TryGetValue(id, out var live) && live.TryStart() && await EndOfAsync(live) is { } ended)
                {
                    End(live, ended);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    /// <summary>Works through one job.</summary>
    /// <returns>As it ended. Null: it did not; it stays as it is, and goes on with the next server.</returns>
    private async Task<Job?> EndOfAsync(LiveJob live)
    {
        var job = live.Feed.Job;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(live.Cancelled, _stopping.Token);
        try
        {
            var run = new JobRun(job, FolderOf(job.Id), _store, live.Feed, _streams, _roots, _options, _time);
            return await run.RunAsync(stop.Token) with { State = JobState.Succeeded };
        }
        catch (Exception) when (_stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (StreamRefusedException e) when (e.Refusal == StreamRefusal.Draining)
        {
            // Streams were told of the stop first.
            return null;
        }
        catch (Exception) when (live.Cancelled.IsCancellationRequested)
        {
            return live.Feed.Job with { State = JobState.Cancelled };
        }
#pragma warning disable CA1031 // The root of the loop: the failure is the job's, and the next job's turn comes.
        catch (Exception e)
#pragma warning restore CA1031
        {
            var failure = FailureOf(e);
            Log.Failed(_logger, job.Id, job.FileName, failure.Reason, failure.Message, failure.Cause == JobFailureCause.Server ? e : null);
            return live.Feed.Job with { State = JobState.Failed, Failure = failure };
        }
    }

    private static JobFailure DiskFull { get; } = new(JobFailureCause.Limit, "DISK_FULL", "the server's disk is full");

    private static JobFailure FailureOf(Exception e) => e switch
    {
        JobFailedException failed => failed.Failure,
        VideoException video when video.Message.Contains("No space left", StringComparison.Ordinal) => DiskFull,
        VideoException video => new JobFailure(video.Reason == "VIDEO_NOT_WRITTEN" ? JobFailureCause.Server : JobFailureCause.Source, video.Reason, video.Message),
        StreamRefusedException refused => new JobFailure(JobFailureCause.Server, refused.Reason, refused.Message),
        IOException io when FreeSpace.IsFull(io) => DiskFull,
        SqliteException { SqliteErrorCode: SqliteFull } => DiskFull,
        _ => new JobFailure(JobFailureCause.Server, "SERVER_FAILED", "the server failed; its log says why"),
    };

    private void End(LiveJob live, Job job)
    {
        // Room first: on a full disk not even the end could be stored.
        var folder = FolderOf(job.Id);
        if (job.State != JobState.Succeeded)
        {
            folder.Remove();
        }

        var ended = job with { Ended = _time.GetUtcNow(), FramesPerSecond = 0 };
        try
        {
            _store.Save(ended);
            folder.RemoveParts();
            if (job.Source.IsUpload)
            {
                File.Delete(job.Source.Path);
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            // Whoever watches is told; the next server will find the job as it was, and try again.
            Log.NotStored(_logger, job.Id, e);
        }

        _live.TryRemove(job.Id, out _);
        live.End(ended);
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId}: its end could not be stored")]
        public static partial void NotStored(ILogger logger, string jobId, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Job {JobId} ({FileName}) failed: {Reason}: {Cause}")]
        public static partial void Failed(ILogger logger, string jobId, string fileName, string reason, string cause, Exception? exception);
    }
}
