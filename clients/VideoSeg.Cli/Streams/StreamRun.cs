using System.Runtime.CompilerServices;
using System.Threading.Channels;
using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision.Video;
using Frame = VideoSeg.Vision.Frames.Frame;

namespace VideoSeg.Cli.Streams;

/// <summary>
/// Sends the frames of a source and passes each result, together with its frame, to the outputs. When cancelled, it stops sending, but
/// results of frames already sent are still received and written.
/// </summary>
internal sealed class StreamRun(VideoReader source, StreamArguments options)
{
    private static readonly TimeProvider Clock = TimeProvider.System;

    private readonly double _frameRate = options.FrameRateOf(source);

    // Frames that were sent and have no result yet. Each has exactly one result, in the same order. The bound limits memory and delay:
    // one frame for each of the server's three stages, and one in transit. With LATEST the server drops frames, and so small a bound
    // would block the camera.
    private readonly Channel<SentFrame> _inFlight = Channel.CreateBounded<SentFrame>(options.Config.DeliveryPolicy == DeliveryPolicy.Latest ? 64 : 4);

    /// <param name="client">The client of the server.</param>
    /// <param name="outputs">The outputs; not disposed.</param>
    /// <param name="stop">Stops sending; results are still received.</param>
    public async Task RunAsync(VideoSegClient client, StreamOutputs outputs, CancellationToken stop)
    {
        var start = Clock.GetTimestamp();
        try
        {
            await foreach (var result in client.SegmentAsync(Frames(stop), options.Config, CancellationToken.None))
            {
                using var sent = await _inFlight.Reader.ReadAsync(CancellationToken.None);
                outputs.Write(sent, result, Clock.GetElapsedTime(sent.SentAt));
                if (outputs.IsReaderGone)
                {
                    break;
                }
            }
        }
        finally
        {
            outputs.Summary.Duration = Clock.GetElapsedTime(start);
            outputs.Summary.Shortfall = source.Shortfall;
            while (_inFlight.Reader.TryRead(out var unanswered))
            {
                unanswered.Dispose();
            }
        }
    }

    private async IAsyncEnumerable<VideoFrame> Frames(CancellationToken stop, [EnumeratorCancellation] CancellationToken ended = default)
    {
        var start = Clock.GetTimestamp();
        for (var sent = 0; sent < (options.MaxFrames ?? int.MaxValue) && !stop.IsCancellationRequested && TryRead(out var picture); sent++)
        {
            // Image files are sent unchanged: encoding them again would lose quality.
            var file = !source.File.IsEmpty || picture is null ? source.File : picture.EncodeJpeg(options.JpegQuality);
            var time = source.IsLive ? Clock.GetElapsedTime(start) : source.Time ?? TimeSpan.FromSeconds(sent / _frameRate);
            var early = time - Clock.GetElapsedTime(start);
            if (options.Pace == StreamPace.Source && early > TimeSpan.Zero)
            {
                await Task.Delay(early, Clock, ended);
            }

            await _inFlight.Writer.WriteAsync(new SentFrame(picture, source.FileName, time, Clock.GetTimestamp()), ended);
            yield return VideoFrame.Encoded(file, time, options.AsStored);
        }
    }

    /// <summary>Reads the next frame. A picture file that is broken is sent as it is: the server's answer is the line of that frame.</summary>
    private bool TryRead(out Frame? picture)
    {
        try
        {
            return source.TryRead(out picture);
        }
        catch (VideoException) when (source.FileName is not null)
        {
            picture = null;
            return true;
        }
    }
}
