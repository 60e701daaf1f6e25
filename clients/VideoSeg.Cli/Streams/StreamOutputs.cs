using VideoSeg.Cli.Results;
using VideoSeg.Cli.Sources;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>Where the results of a stream go: the summary always, the files that were asked for, and whoever watches.</summary>
internal sealed class StreamOutputs(StreamSummary summary, ResultLines? lines, OverlayVideo? overlay) : IAsyncDisposable
{
    public StreamSummary Summary { get; } = summary;

    /// <summary>Told after each frame.</summary>
    public Action FrameDone { get; set; } = () => { };

    public async Task WriteAsync(SourceFrame frame, FrameResult result, TimeSpan delay)
    {
        Summary.Add(result, delay);
        if (lines is not null)
        {
            await lines.WriteAsync(result);
        }

        overlay?.Write(frame, result);
        FrameDone();
    }

    public async ValueTask DisposeAsync()
    {
        if (lines is not null)
        {
            await lines.DisposeAsync();
        }

        overlay?.Dispose();
    }
}
