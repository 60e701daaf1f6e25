using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Subscriptions;
using VideoSeg.Vision.Tracking;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// The video of a job as a stream: subscribers see it open once, from the first chunk to the last, while each chunk has a pipeline of its own. No client attaches to
/// it, so it is in no registry.
/// </summary>
public sealed class ChunkedVideo : IDisposable
{
    private readonly StreamPublication _publication;
    private readonly PipelineResources _resources;
    private readonly StreamSlots _slots;

    internal ChunkedVideo(StreamPublication publication, PipelineResources resources, StreamSlots slots) =>
        (_publication, _resources, _slots) = (publication, resources, slots);

    /// <summary>Opens a pipeline for the next chunk. It takes one of the slots for streams until it is disposed, which the caller does.</summary>
    /// <param name="tracker">The tracker as the chunk before left it. It belongs to the pipeline until that is disposed.</param>
    /// <exception cref="QuotaExceededException">All slots are taken by other streams.</exception>
    public VideoChunk OpenChunk(Tracker tracker)
    {
        var (slot, quota) = _slots.Take("");
        try
        {
            // Without an offset: where keyframes lie must not depend on which other streams there are.
            var request = new PipelineRequest(_publication.Options, _publication.Model, tracker, quota, _publication.Previews, KeyframeOffset: 0);
            return new VideoChunk(_publication, request, _resources, closed: () => _slots.Free(slot, ""));
        }
        catch
        {
            _slots.Free(slot, "");
            throw;
        }
    }

    /// <summary>Closes the stream: it has no more results. Its chunks are disposed by now.</summary>
    public void Dispose() => _publication.Close();
}
