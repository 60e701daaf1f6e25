using VideoSeg.Cli.Results;

namespace VideoSeg.Cli.Streams;

/// <summary>Passes the results of a stream to its outputs: the summary, the requested files and the progress bar.</summary>
internal sealed class StreamOutputs(StreamSummary summary, ResultLines? lines, OverlayVideo? overlay) : IAsyncDisposable
{
    public StreamSummary Summary { get; } = summary;

    /// <summary>Called after each frame.</summary>
    public Action FrameDone { get; set; } = () => { };

    /// <summary>Whether the program that reads the lines has ended, so that nobody wants more.</summary>
    public bool IsReaderGone { get; private set; }

    /// <param name="sent">The frame; not disposed, but drawn on if there is an overlay.</param>
    /// <param name="result">The result of this frame.</param>
    /// <param name="delay">The time from sending the frame to receiving its result.</param>
    public void Write(SentFrame sent, FrameResult result, TimeSpan delay)
    {
        Summary.Add(result, delay);
        try
        {
            lines?.Write(result, sent.FileName);
        }
        catch (IOException e) when (OutputFile.IsBrokenPipe(e))
        {
            IsReaderGone = true;
        }

        if (sent.Picture is { } picture)
        {
            overlay?.Write(picture, result, sent.Time);
        }

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
