using System.Text.Json;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Files;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Jobs.Storage;

/// <summary>The jobs as they are stored, so that they outlive the server process.</summary>
internal sealed class JobStore(SqliteFile database)
{
    /// <summary>Stores a new job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="requestId">The caller's id of the request; null: none.</param>
    /// <param name="uploadId">The upload that becomes the job's input in the same transaction; null: the input lies elsewhere.</param>
    public void Add(Job job, string? requestId, string? uploadId) => database.Change(
        ("INSERT INTO jobs (id, caller, request_id, ended, job) VALUES ($0, $1, $2, 0, $3)", [job.Id, job.Caller, requestId, JsonOf(job)]),
        ("DELETE FROM uploads WHERE id = $0", [uploadId]));

    public Job? Find(string caller, string id) =>
        database.Select("SELECT job FROM jobs WHERE caller = $0 AND id = $1", row => JobOf(row.GetString(0)), caller, id).SingleOrDefault();

    public Job? FindRequest(string caller, string requestId) =>
        database.Select("SELECT job FROM jobs WHERE caller = $0 AND request_id = $1", row => JobOf(row.GetString(0)), caller, requestId).SingleOrDefault();

    /// <summary>A page of the caller's jobs, newest first.</summary>
    /// <param name="caller">The owner of the jobs.</param>
    /// <param name="before">The number of the last job of the page before; null: starts with the newest.</param>
    /// <param name="count">The size of the page.</param>
    public IReadOnlyList<(long Number, Job Job)> List(string caller, long? before, int count) => database.Select(
        "SELECT number, job FROM jobs WHERE caller = $0 AND number < $1 ORDER BY number DESC LIMIT $2",
        row => (row.GetInt64(0), JobOf(row.GetString(1))),
        caller,
        before ?? long.MaxValue,
        count);

    /// <summary>The jobs that have not ended, oldest first.</summary>
    public IReadOnlyList<Job> Unfinished() =>
        database.Select("SELECT job FROM jobs WHERE ended = 0 ORDER BY number", row => JobOf(row.GetString(0)));

    /// <summary>The jobs that have ended, oldest first.</summary>
    public IReadOnlyList<Job> Ended() =>
        database.Select("SELECT job FROM jobs WHERE ended = 1 ORDER BY number", row => JobOf(row.GetString(0)));

    public void Save(Job job) => database.Change(("UPDATE jobs SET job = $1, ended = $2 WHERE id = $0", [job.Id, JsonOf(job), job.HasEnded ? 1 : 0]));

    /// <summary>Stores the progress of a job whose next chunk is done.</summary>
    public void Save(Job job, TrackerState tracker) => database.Change(
        ("UPDATE jobs SET job = $1, tracker = $2 WHERE id = $0", [job.Id, JsonOf(job), JsonSerializer.Serialize(tracker, JobJson.Default.TrackerState)]));

    /// <summary>The tracker as it was after the last chunk that is done; null: none is.</summary>
    public TrackerState? TrackerOf(string id) => database
        .Select("SELECT tracker FROM jobs WHERE id = $0 AND tracker IS NOT NULL", row => JsonSerializer.Deserialize(row.GetString(0), JobJson.Default.TrackerState), id)
        .SingleOrDefault();

    public void Remove(string id) => database.Change(("DELETE FROM jobs WHERE id = $0", [id]));

    private static string JsonOf(Job job) => JsonSerializer.Serialize(job, JobJson.Default.Job);

    private static Job JobOf(string json)
    {
        var job = JsonSerializer.Deserialize(json, JobJson.Default.Job)!;
        return job with { Options = job.Options with { KeyframePolicy = PolicyOf(job.Options.KeyframePolicy) } };
    }

    /// <summary>Version 0.1 stored keyframe policies by other names.</summary>
    private static string? PolicyOf(string? stored) => stored switch
    {
        "FixedInterval" => FixedIntervalPolicy.Name,
        "Adaptive" => AdaptivePolicy.Name,
        "EveryFrame" => EveryFramePolicy.Name,
        _ => stored,
    };
}
