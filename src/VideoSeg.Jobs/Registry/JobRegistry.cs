using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using VideoSeg.Jobs.Execution;
using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Storage;
using VideoSeg.Jobs.Uploads;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Acceptance;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Sessions;

namespace VideoSeg.Jobs.Registry;

/// <summary>The jobs of a server, including those that have ended. A caller sees only their own.</summary>
public sealed class JobRegistry : IAsyncDisposable
{
    private readonly JobsDirectory _directory;
    private readonly SqliteFile _database;
    private readonly JobStore _store;
    private readonly JobWorkers _workers;
    private readonly JobAdmission _admission;
    private readonly JobRetention _retention;
    private readonly SemaphoreSlim _creating = new(1);

    /// <summary>Opens the jobs folder, and continues at once the jobs that the last server process did not finish.</summary>
    /// <exception cref="JobFolderException">The folder can't be used.</exception>
    public JobRegistry(
        JobOptions options,
        FileRoots roots,
        IEnumerable<IJobOutput> outputs,
        StreamRegistry streams,
        TimeProvider time,
        ILogger<JobRegistry> logger,
        CallerSharing? sharing = null)
    {
        sharing ??= CallerSharing.None;
        _directory = new JobsDirectory(options.Folder, time);
        PrivateFiles.CreateFolder(JobFolder.AllIn(_directory.Path));
        _database = JobDatabase.Open(_directory.Path);
        _store = new JobStore(_database);
        Uploads = new UploadStore(_database, _directory.Path, options, sharing, time);
        var kinds = new OutputKinds(outputs);
        _admission = new JobAdmission(Uploads, roots, kinds, streams, time);

        var unfinished = _store.Unfinished();
        Uploads.RemoveStrays(unfinished);
        _workers = new JobWorkers(
            options, unfinished, FolderOf, _store, (job, progress) => new VideoRun(job, kinds.Require(job.Outputs), FolderOf(job.Id), _store, progress, streams, roots, options, time), sharing, time, logger);
        _retention = new JobRetention(options.Retention, _store, FolderOf, time, logger);
    }

    /// <summary>Files that callers upload for jobs.</summary>
    public UploadStore Uploads { get; }

    /// <summary>Creates a job. A request id that the caller used before gives the job that was created then.</summary>
    /// <exception cref="TooManyJobsException">Too many jobs are waiting.</exception>
    /// <exception cref="InvalidJobException">Its outputs are not allowed.</exception>
    /// <exception cref="OutputUnavailableException">This server can't make one of its outputs.</exception>
    /// <exception cref="JobInputRefusedException">The file that it names can't be used.</exception>
    /// <exception cref="UploadNotFoundException">The caller has no such upload.</exception>
    /// <exception cref="UploadIncompleteException">Bytes of the upload are missing.</exception>
    /// <exception cref="InvalidStreamOptionException">An option of its frames is not allowed.</exception>
    public async Task<Job> CreateAsync(JobRequest request, CancellationToken cancellationToken)
    {
        await _creating.WaitAsync(cancellationToken);
        try
        {
            if (request.RequestId is { } requestId && _store.FindRequest(request.Caller, requestId) is { } existing)
            {
                return _workers.NewestOf(existing);
            }

            _workers.RequireRoom(request.Caller);
            var (job, upload) = await _admission.AdmitAsync(request, cancellationToken);
            _store.Add(job, request.RequestId, upload?.Id);
            _workers.Enqueue(job);
            return job;
        }
        finally
        {
            _creating.Release();
        }
    }

    /// <exception cref="JobNotFoundException">The caller has no such job.</exception>
    public Job Get(string caller, string id) => _store.Find(caller, id) is { } job
        ? _workers.NewestOf(job)
        : throw new JobNotFoundException(id);

    /// <summary>A page of the caller's jobs, newest first.</summary>
    /// <param name="caller">The owner of the jobs.</param>
    /// <param name="before">The number of the last job of the page before; null: starts with the newest.</param>
    /// <param name="count">The size of the page.</param>
    public IReadOnlyList<(long Number, Job Job)> List(string caller, long? before, int count) =>
        [.. _store.List(caller, before, count).Select(row => (row.Number, _workers.NewestOf(row.Job)))];

    /// <summary>The job now, and again when it changes, until it has ended.</summary>
    /// <param name="caller">The owner of the job.</param>
    /// <param name="id">The job's id.</param>
    /// <param name="previewMaxSide">The longest side of previews in pixels; 0: no previews.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="JobNotFoundException">The caller has no such job.</exception>
    /// <exception cref="ServerStoppingException">The server stops.</exception>
    public async IAsyncEnumerable<JobUpdate> WatchAsync(string caller, string id, int previewMaxSide, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // The active jobs are searched first: a job that ends in between is then found as ended.
        var active = _workers.Find(id);
        var job = Get(caller, id);
        if (active is null)
        {
            yield return new JobUpdate(job, null);
            yield break;
        }

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _workers.Stopping);
        await using var updates = active.Progress.WatchAsync(previewMaxSide, watching.Token).GetAsyncEnumerator(CancellationToken.None);
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
                throw new ServerStoppingException();
            }
        }
    }

    /// <summary>Cancels a job, and waits for its end.</summary>
    /// <returns>The job as it ended.</returns>
    /// <exception cref="JobNotFoundException">The caller has no such job.</exception>
    public async Task<Job> CancelAsync(string caller, string id, CancellationToken cancellationToken)
    {
        await _workers.CancelAsync(Get(caller, id), cancellationToken);
        return Get(caller, id);
    }

    /// <summary>Deletes a job that has ended, and its outputs.</summary>
    /// <exception cref="JobNotFoundException">The caller has no such job.</exception>
    /// <exception cref="JobNotEndedException">The job has not ended.</exception>
    public void Delete(string caller, string id)
    {
        if (!Get(caller, id).HasEnded)
        {
            throw new JobNotEndedException(id);
        }

        _store.Remove(id);
        FolderOf(id).Remove();
    }

    /// <summary>Opens one output file for reading. The caller disposes it.</summary>
    /// <exception cref="JobNotFoundException">The caller has no such job.</exception>
    /// <exception cref="JobNotSucceededException">The job has not succeeded.</exception>
    /// <exception cref="OutputNotFoundException">The job has no such output file.</exception>
    public FileStream OpenOutput(string caller, string id, string name)
    {
        var job = Get(caller, id);
        if (job.State != JobState.Succeeded)
        {
            throw new JobNotSucceededException(id, job.State);
        }

        return job.Files.Any(file => file.Name == name)
            ? new FileStream(Path.Combine(FolderOf(id).Outputs, name), new FileStreamOptions { Options = FileOptions.Asynchronous | FileOptions.SequentialScan, BufferSize = 0 })
            : throw new OutputNotFoundException(name);
    }

    /// <summary>Stops the execution of jobs. Those that have not ended continue with the next server process on this folder.</summary>
    public Task StopAsync() => _workers.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _retention.DisposeAsync();
        await _workers.DisposeAsync();
        _database.Dispose();
        _directory.Dispose();
    }

    private JobFolder FolderOf(string id) => new(_directory.Path, id);
}
