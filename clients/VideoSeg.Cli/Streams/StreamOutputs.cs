using VideoSeg.Cli.Results;
using Frame = VideoSeg.Vision.Frames.Frame;

namespace VideoSeg.Cli.Streams;

/// <summary>Passes the results of a stream to its outputs: the summary, the requested files and the progress bar.</summary>
internal sealed class StreamOutputs(StreamSummary summary, ResultLines? lines, OverlayVideo? overlay) : IAsyncDisposable
{
    public StreamSummary Summary { get; } = summary;

    /// <summary>Called after each frame.</summary>
    public Action FrameDone { get; set; } = () => { };

    /// <param name="picture">The frame; not disposed, but drawn on if there is an overlay.</param>
    /// <param name="result">The result of this frame.</param>
    /// <param name="delay">The time from sending the frame to receiving its result.</param>
    public void Write(Frame picture, FrameResult result, TimeSpan delay)
    {
        Summary.Add(result, delay);
        lines?.Write(result);
        overlay?.Write(picture, result);
        FrameDone();
    }

    /// <summary>Completes the overlay video after the last frame.</summary>
    public void Finish() => overlay?.Finish();

    public async ValueTask DisposeAsync()
    {
        if (lines is not null)
        {
            await lines.DisposeAsync();
        }

        overlay?.Dispose();
    }
}
