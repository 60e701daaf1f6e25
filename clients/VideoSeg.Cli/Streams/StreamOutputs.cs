using VideoSeg.Cli.Results;
using Frame = VideoSeg.Vision.Frames.Frame;

namespace VideoSeg.Cli.Streams;

/// <summary>Where the results of a stream go: the summary always, the files that were asked for, and whoever watches.</summary>
internal sealed class StreamOutputs(StreamSummary summary, ResultLines? lines, OverlayVideo? overlay) : IAsyncDisposable
{
    public StreamSummary Summary { get; } = summary;

    /// <summary>Told after each frame.</summary>
    public Action FrameDone { get; set; } = () => { };

    /// <param name="picture">Borrowed; drawn on when there is an overlay.</param>
    /// <param name="result">Of this picture.</param>
    /// <param name="delay">From sending the frame to having its result.</param>
    public void Write(Frame picture, FrameResult result, TimeSpan delay)
    {
        Summary.Add(result, delay);
        lines?.Write(result);
        overlay?.Write(picture, result);
        FrameDone();
    }

    /// <summary>Nothing more comes: the overlay's file is made whole.</summary>
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
