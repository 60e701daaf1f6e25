using VideoSeg.Inference.Keyframes;
using VideoSeg.Streaming.Results;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Frames;

namespace VideoSeg.Jobs.Outputs;

/// <summary>A frame of a job and what was found in it. Owns its pictures.</summary>
/// <param name="number">From 0 in the video.</param>
/// <param name="time">When it is shown, from the start of the video.</param>
/// <param name="until">When the next one is.</param>
/// <param name="picture">Its pixels; now this one's.</param>
internal sealed class JobFrame(long number, TimeSpan time, TimeSpan until, Frame picture) : IDisposable
{
    private static readonly OverlayPainter Painter = new();

    private FrameSegmented? _result;
    private bool _isPainted;

    public long Number { get; } = number;

    public TimeSpan Time { get; } = time;

    public TimeSpan Until { get; } = until;

    /// <summary>As it was read. Only until someone wanted it painted.</summary>
    public Frame Picture { get; } = picture;

    public FrameSegmented Result
    {
        get => _result ?? throw new InvalidOperationException("The frame has no result yet.");
        set => _result = value;
    }

    /// <summary>The picture with its masks and names; painted when the first one asks. Borrowed.</summary>
    public Frame Painted()
    {
        if (!_isPainted)
        {
            var segments = Result.Segments.Select(s => new OverlaySegment(s.Category, s.TrackId, s.Score, s.Box, s.Rle));
            string caption = Result.KeyframeReason is { } reason ? $"keyframe: {NameOf(reason).Replace('_', ' ')}" : "moved on from the keyframe";
            Painter.Paint(Picture, [.. segments], new OverlayCaption(Result.KeyframeReason is not null, caption));
            _isPainted = true;
        }

        return Picture;
    }

    public void Dispose() => Picture.Dispose();

    /// <summary>As files spell it, such as first_frame.</summary>
    public static string NameOf(KeyframeReason reason) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString());
}
