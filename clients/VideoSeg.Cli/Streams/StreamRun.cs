using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Cli.Results;
using VideoSeg.Cli.Sources;
using VideoSeg.Client;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>
/// Sends the frames of a source and hands each result, together with its frame, to the outputs. Told to stop, it sends no
/// more, and what was sent is still answered and written.
/// </summary>
internal sealed class StreamRun
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly IFrameSource _source;
    private readonly StreamPace _pace;
    private readonly int _maxFrames;

    // Frames on their way, in order; results come in the same order, one each. The bound is what keeps memory and delay
    // small: enough for each stage of the server to have one and for the network between.
    private readonly Channel<SentFrame> _underWay = Channel.CreateBounded<SentFrame>(8);

    public StreamRun(IFrameSource source, StreamPace pace, int? maxFrames)
    {
        _source = source;
        _pace = pace;
        _maxFrames = maxFrames ?? int.MaxValue;
    }

    /// <param name="client">Of the server.</param>
    /// <param name="config">What is asked of the server.</param>
    /// <param name="outputs">Where results go; not disposed here.</param>
    /// <param name="stop">Ends the sending, not the reading.</param>
    public async Task RunAsync(VideoSegClient client, StreamConfig config, StreamOutputs outputs, CancellationToken stop)
    {
        var start = Clock.GetTimestamp();
        try
        {
            await foreach (var result in client.SegmentAsync(Frames(stop), config, CancellationToken.None))
            {
                var sent = await _underWay.Reader.ReadAsync(CancellationToken.None);
                using var frame = sent.Frame;
                await outputs.WriteAsync(frame, result, Clock.GetElapsedTime(sent.SentAt));
            }

            outputs.Summary.Duration = Clock.GetElapsedTime(start);
        }
        finally
        {
            while (_underWay.Reader.TryRead(out var unanswered))
            {
                unanswered.Frame.Dispose();
            }
        }
    }

    private async IAsyncEnumerable<VideoFrame> Frames(CancellationToken stop, [EnumeratorCancellation] CancellationToken ended = default)
    {
        var start = Clock.GetTimestamp();
        for (var sent = 0; sent < _maxFrames && !stop.IsCancellationRequested && _source.Next() is { } frame; sent++)
        {
            var early = frame.PresentationTime - Clock.GetElapsedTime(start);
            if (_pace == StreamPace.Source && early > TimeSpan.Zero)
            {
                await Task.Delay(early, Clock, ended);
            }

            await _underWay.Writer.WriteAsync(new SentFrame(frame, Clock.GetTimestamp()), ended);
            yield return VideoFrame.Encoded(frame.File, frame.PresentationTime);
        }
    }
}
