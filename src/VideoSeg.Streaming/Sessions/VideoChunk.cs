using System.Threading.Channels;
using VideoSeg.Streaming.Pipeline;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Streaming.Sessions;

/// <summary>The pipeline of one chunk of a video. Its results go to the log, and to the caller.</summary>
public sealed class VideoChunk : IAsyncDisposable, IPipelineOutput
{
    private readonly StreamPublication _publication;
    private readonly Action _closed;
    private readonly FramePipeline _pipeline;

    /// <summary>One result may wait for the reader, so that a slow one slows the pipeline.</summary>
    private readonly Channel<FrameResult> _results = Channel.CreateBounded<FrameResult>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });

    private bool _isDisposed;

    internal VideoChunk(StreamPublication publication, PipelineRequest request, PipelineResources resources, Action closed)
    {
        (_publication, _closed) = (publication, closed);
        _pipeline = new FramePipeline(request, resources, this);
        publication.MemoryBytes = () => _pipeline.MemoryBytes;
    }

    /// <summary>Steps that run in parallel, at most.</summary>
    public int StepsAtOnce => _pipeline.StepsAtOnce;

    /// <summary>Hands a frame in; one caller at a time. Ends when the pipeline has taken it.</summary>
    /// <exception cref="FrameNumberNotRisingException">The frame number does not rise.</exception>
    public async ValueTask SubmitAsync(SubmittedFrame frame, CancellationToken cancellationToken)
    {
        await _pipeline.SubmitAsync(frame, cancellationToken);
        _publication.FrameReceived();
    }

    /// <summary>No more frames will come; those that were taken are finished, then the results end.</summary>
    public void Complete() => _pipeline.Complete();

    /// <summary>The results in frame order; one reader.</summary>
    public IAsyncEnumerable<FrameResult> ReadResultsAsync(CancellationToken cancellationToken) => _results.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Cancels what is not finished. The pictures of its frames are not used any more when this ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _pipeline.DisposeAsync();
        _closed();
    }

    /// <inheritdoc/>
    async ValueTask IPipelineOutput.WriteAsync(FrameResult result, IReadOnlyList<LoggedPreview> previews, CancellationToken cancellationToken)
    {
        await _publication.PublishAsync(result, previews, cancellationToken);
        await _results.Writer.WriteAsync(result, cancellationToken);
    }

    /// <inheritdoc/>
    void IPipelineOutput.Complete(Exception? failure) => _results.Writer.TryComplete(failure);
}
