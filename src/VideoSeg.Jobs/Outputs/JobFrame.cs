using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Jobs.Outputs;

/// <summary>A frame of a job's video with its result. Owns its picture.</summary>
public sealed class JobFrame : IDisposable
{
    private static readonly OverlayPainter Painter = new();

    private FrameSegmented? _result;
    private bool _isPainted;

    /// <param name="number">The index in the video, from 0.</param>
    /// <param name="time">When it is shown, from the start of the video.</param>
    /// <param name="until">When the next frame is shown.</param>
    /// <param name="picture">Its pixels; takes ownership.</param>
    internal JobFrame(long number, TimeSpan time, TimeSpan until, Frame picture) => (Number, Time, Until, Picture) = (number, time, until, picture);

    /// <summary>The index in the video, from 0.</summary>
    public long Number { get; }

    /// <summary>When it is shown, from the start of the video.</summary>
    public TimeSpan Time { get; }

    /// <summary>When the next frame is shown.</summary>
    public TimeSpan Until { get; }

    /// <summary>The picture as it was read, until <see cref="Painted"/> draws on it.</summary>
    public Frame Picture { get; }

    public FrameSegmented Result
    {
        get => _result ?? throw new InvalidOperationException("The frame has no result yet.");
        internal set => _result = value;
    }

    /// <summary>The picture with its masks and names, drawn at the first call. Borrowed.</summary>
    public Frame Painted()
    {
        if (!_isPainted)
        {
            var segments = Result.Segments.Select(s => new OverlaySegment(s.Category, s.TrackId, s.Score, s.Box, s.Rle));
            string caption = Result.KeyframeReason is { } reason ? $"keyframe: {NameOf(reason).Replace('_', ' ')}" : "propagated";
            Painter.Paint(Picture, [.. segments], new OverlayCaption(Result.KeyframeReason is not null, caption));
            _isPainted = true;
        }

        return Picture;
    }

    public void Dispose() => Picture.Dispose();

    /// <summary>The reason as files spell it, such as first_frame.</summary>
    public static string NameOf(KeyframeReason reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
