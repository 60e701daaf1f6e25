using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Pipeline;

/// <summary>Where the results of a pipeline go. Called by its compose loop alone.</summary>
internal interface IPipelineOutput
{
    /// <summary>Takes the next result in frame order. The pipeline waits for it.</summary>
    ValueTask WriteAsync(FrameResult result, IReadOnlyList<LoggedPreview> previews, CancellationToken cancellationToken);

    /// <summary>No more results will come.</summary>
    /// <param name="failure">What ended the pipeline early; null: all frames have their results.</param>
    void Complete(Exception? failure);
}
