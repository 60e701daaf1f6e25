using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Streams;

/// <summary>
/// Sends the frames of a source and hands each result, together with its frame, to the outputs. Told to stop, it sends no
/// more, and what was sent is still answered and written.
/// </summary>
internal sealed class StreamRun(VideoReader source, StreamArguments options)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly double _frameRate = options.FrameRateOf(source);

    // Frames on their way, in order; results come in the same order, one each. The bound keeps memory and delay small:
    // one for each of the server's three stages, and one on the network. With LATEST it is the server that drops: a bound
    // as small would make the camera wait.
    private readonly Channel<SentFrame> _underWay = Channel.CreateBounded<SentFrame>(options.Config.DeliveryPolicy == DeliveryPolicy.Latest ? 64 : 4);

    /// <param name="client">Of the server.</param>
    /// <param name="outputs">Where results go; not disposed here.</param>
    /// <param name="stop">Ends the sending, not the reading.</param>
    public async Task RunAsync(VideoSegClient client, StreamOutputs outputs, CancellationToken stop)
    {
        var start = Clock.GetTimestamp();
        try
        {
            await foreach (var result in client.SegmentAsync(Frames(stop), options.Config, CancellationToken.None))
            {
                var sent = await _underWay.Reader.ReadAsync(CancellationToken.None);
                using var picture = sent.Picture;
                outputs.Write(picture, result, Clock.GetElapsedTime(sent.SentAt));
            }
        }
        finally
        {
            outputs.Summary.Duration = Clock.GetElapsedTime(start);
            while (_underWay.Reader.TryRead(out var unanswered))
            {
                unanswered.Picture.Dispose();
            }
        }
    }

    private async IAsyncEnumerable<VideoFrame> Frames(CancellationToken stop, [EnumeratorCancellation] CancellationToken ended = default)
    {
        var start = Clock.GetTimestamp();
        for (var sent = 0; sent < (options.MaxFrames ?? int.MaxValue) && !stop.IsCancellationRequested && source.TryRead(out var picture); sent++)
        {
            // A folder's files are sent as they are: nothing is lost by encoding anew.
            var file = source.File.IsEmpty ? picture.EncodeJpeg(options.JpegQuality) : source.File;
            var time = source.IsLive ? Clock.GetElapsedTime(start) : TimeSpan.FromSeconds(sent / _frameRate);
            var early = time - Clock.GetElapsedTime(start);
            if (options.Pace == StreamPace.Source && early > TimeSpan.Zero)
            {
                await Task.Delay(early, Clock, ended);
            }

            await _underWay.Writer.WriteAsync(new SentFrame(picture, Clock.GetTimestamp()), ended);
            yield return VideoFrame.Encoded(file, time);
        }
    }
}
