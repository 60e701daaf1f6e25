using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using VideoSeg.Jobs.Uploads;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Jobs;

/// <summary>The jobs of a server, those that have ended too. To a caller there are only their own.</summary>
public sealed class JobRegistry : IAsyncDisposable
{
    private readonly JobOptions _options;
    private readonly string _folder;
    private readonly JobDatabase _database;
    private readonly JobStore _store;
    private readonly JobWorkers _workers;
    private readonly JobAdmission _admission;
    private readonly SemaphoreSlim _creating = new(1);

    /// <summary>Takes up at once what the server before did not finish.</summary>
    /// <exception cref="JobFolderException">The folder can't be used.</exception>
    public JobRegistry(JobOptions options, FileRoots roots, StreamRegistry streams, TimeProvider time, ILogger<JobRegistry> logger)
    {
        _options = options;
        _folder = options.Folder.Length > 0
            ? Directory.CreateDirectory(Path.GetFullPath(options.Folder)).FullName
            : Directory.CreateTempSubdirectory("videoseg-jobs-").FullName;
        _database = JobDatabase.Open(_folder);
        _store = new JobStore(_database);
        Uploads = new UploadStore(_database, _folder, options, time);
        _admission = new JobAdmission(Uploads, roots, streams, time);

        var unfinished = _store.Unfinished();
        Uploads.RemoveStrays(unfinished);
        _workers = new JobWorkers(
            options, unfinished, FolderOf, _store, (job, feed) => new JobRun(job, FolderOf(job.Id), _store, feed, streams, roots, options, time), time, logger);
    }

    /// <summary>Files that callers send for jobs.</summary>
    public UploadStore Uploads { get; }

    /// <summary>Takes a job. A request id that the caller used before gives the job of then.</summary>
    /// <exception cref="StreamRefusedException">Something of it is not allowed, the video is not there, or too many jobs wait.</exception>
    public async Task<Job> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (request.RequestId is { } requestId && _store.FindRequest(request.Caller, requestId) is { } existing)
            {
                return _workers.NewestOf(existing);
            }

            _workers.RequireRoom();
            var (job, upload) = await _admission.AdmitAsync(request, cancellationToken);
            _store.Add(job, request.RequestId, upload);
            _workers.Enqueue(job);
            return job;
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <exception cref="StreamRefusedException">The caller has no such job.</exception>
    public Job Get(string caller, string id) => _store.Find(caller, id) is { } job
        ? _workers.NewestOf(job)
        : throw new StreamRefusedException(StreamRefusal.NotFound, "JOB_UNKNOWN", "there is no such job", "job_id");

    /// <summary>Newest first.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="before">The number of the last job of the page before; null: from the newest on.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<(long Number, Job Job)> List(string caller, long? before, int count) =>
        [.. _store.List(caller, before, count).Select(row => (row.Number, _workers.NewestOf(row.Job)))];

    /// <summary>The job now, and again as it goes on, until it has ended.</summary>
    /// <param name="caller">Whose.</param>
    /// <param name="id">Of the job.</param>
    /// <param name="previewMaxSide">Of pictures, in pixels; 0: none.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="StreamRefusedException">The caller has no such job, or the server stops.</exception>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(string caller, string id, int previewMaxSide, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Looked for among those under way first: one that ends in between is found with its end.
        var live = _workers.Find(id);
        var job = Get(caller, id);
        if (live is null)
        {
            yield return new JobUpdate(job, null);
            yield break;
        }

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _workers.Stopping);
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
    /// <exception cref="StreamRefusedException">The caller has no such job.</exception>
    public async Task<Job> CancelAsync(string caller, string id, CancellationToken cancellationToken)
    {
        await _workers.CancelAsync(Get(caller, id), cancellationToken);
        return Get(caller, id);
    }

    /// <summary>Forgets a job that has ended, and removes its outputs.</summary>
    /// <exception cref="StreamRefusedException">The caller has no such job, or it has not ended.</exception>
    public void Delete(string caller, string id)
    {
        if (!Get(caller, id).HasEnded)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "JOB_NOT_ENDED", "the job has not ended; cancel it first", "job_id");
        }

        _store.Remove(id);
        FolderOf(id).Remove();
    }

    /// <summary>Opens one output for reading; who calls disposes it.</summary>
    /// <exception cref="StreamRefusedException">The caller has no such job or output, or the job has not succeeded.</exception>
    public FileStream OpenOutput(string caller, string id, string name)
    {
        var job = Get(caller, id);
        if (job.State != JobState.Succeeded)
        {
            throw new StreamRefusedException(StreamRefusal.NotReady, "JOB_NOT_SUCCEEDED", $"the job is {job.State}; a job that has succeeded has outputs", "job_id");
        }

        return job.Files.Any(file => file.Name == name)
            ? new FileStream(Path.Combine(FolderOf(id).Outputs, name), new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 })
            : throw new StreamRefusedException(StreamRefusal.NotFound, "OUTPUT_UNKNOWN", "the job has no output of that name; its outputs field lists them", "name");
    }

    /// <summary>Works no longer. Jobs that are under way go on with the next server on this folder.</summary>
    public Task StopAsync() => _workers.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _workers.DisposeAsync();
        _database.Dispose();
        if (_options.Folder.Length == 0)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private JobFolder FolderOf(string id) => new(_folder, id);
}
