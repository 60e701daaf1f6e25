namespace VideoSeg.Jobs.Outputs;

/// <summary>
/// Writes one output of one job, chunk by chunk. What a chunk leaves behind must be on disk when the chunk ends, and is overwritten when the chunk begins again,
/// so that a job can continue in another server process: a writer keeps nothing in memory from one chunk to the next.
/// </summary>
public interface IJobOutputWriter : IDisposable
{
    /// <param name="chunk">The chunk's index, from 0.</param>
    void BeginChunk(int chunk);

    /// <param name="frame">The chunk's next frame; borrowed.</param>
    void Write(JobFrame frame);

    void EndChunk();

    /// <summary>Makes the files that callers download, once all chunks have ended, perhaps in an earlier server process. May be called again.</summary>
    /// <param name="log">All frames of the job.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    Task FinishAsync(FrameLog log, CancellationToken cancellationToken);
}
