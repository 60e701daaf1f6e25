using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using VideoSeg.Server.Errors;
using VideoSeg.Streaming.Results;
using VideoSeg.V1;
using VideoSeg.Vision.Masks;
using DomainReason = VideoSeg.Inference.Keyframes.KeyframeReason;
using DomainResult = VideoSeg.Streaming.Results.FrameResult;
using DomainTimes = VideoSeg.Streaming.Results.FrameTimes;
using FrameResult = VideoSeg.V1.FrameResult;
using FrameTimes = VideoSeg.V1.FrameTimes;
using RleMask = VideoSeg.V1.RleMask;

namespace VideoSeg.Server.Grpc.Results;

internal static class ResultMapping
{
    /// <summary>The result without its sequence, which the log assigns later.</summary>
    public static FrameResult ToMessage(DomainResult result)
    {
        var message = new FrameResult
        {
            StreamId = result.StreamId,
            FrameNumber = result.FrameNumber,
            PresentationTime = Duration.FromTimeSpan(result.PresentationTime),
            Times = TimesOf(result.Times),
            Events = { result.Events.Select(EventMapping.ToMessage) },
        };
        switch (result.Outcome)
        {
            case FrameSegmented segmented:
                message.Segmentation = SegmentationOf(segmented);
                break;
            case FrameFailed failed:
                message.Error = new FrameError
                {
                    Code = (int)FailureCodes.CodeOf(failed.Cause),
                    Reason = failed.Reason,
                    Message = failed.Message,
                    RetryAfter = failed.RetryAfter is { } delay ? Duration.FromTimeSpan(delay) : null,
                };
                break;
            case FrameDropped:
                message.Drop = new FrameDrop { Reason = DropReason.NewerFrame };
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, null);
        }

        return message;
    }

    private static FrameTimes TimesOf(DomainTimes times) => new()
    {
        Received = times.Received.ToTimestamp(),
        Queued = times.Queued.ToTimestamp(),
        Decoded = times.Decoded?.ToTimestamp(),
        Inferred = times.Inferred?.ToTimestamp(),
        Done = times.Done?.ToTimestamp(),
    };

    private static Segmentation SegmentationOf(FrameSegmented segmented) => new()
    {
        Width = (uint)segmented.Size.Width,
        Height = (uint)segmented.Size.Height,
        Keyframe = segmented.KeyframeReason is not null,
        KeyframeReason = ReasonOf(segmented.KeyframeReason),
        Segments = { segmented.Segments.Select(SegmentOf) },
        LabelMap = BytesOf(segmented.LabelMap),
        SemanticMap = BytesOf(segmented.ClassMap),
    };

    private static Segment SegmentOf(ResultSegment segment)
    {
        var message = new Segment
        {
            SegmentId = (uint)segment.SegmentId,
            CategoryId = (uint)segment.Category.Id,
            IsThing = segment.Category.IsThing,
            Score = segment.Score,
            Box = new Box
            {
                X = (uint)segment.Box.X,
                Y = (uint)segment.Box.Y,
                Width = (uint)segment.Box.Width,
                Height = (uint)segment.Box.Height,
            },
            Area = (uint)segment.Area,
        };
        if (segment.TrackId is { } track)
        {
            message.TrackId = (ulong)track;
        }

        if (segment.Rle is { } rle)
        {
            message.Rle = new RleMask { Width = (uint)rle.Size.Width, Height = (uint)rle.Size.Height, Counts = rle.Counts };
        }
        else if (segment.Polygons is { } polygons)
        {
            message.Polygons = new PolygonMask { Rings = { polygons.Select(RingOf) } };
        }

        return message;
    }

    private static Ring RingOf(PolygonRing ring) => new() { Points = { ring.Points }, Hole = ring.IsHole };

    /// <summary>A result never changes, so its bytes are wrapped, not copied.</summary>
    private static ByteString BytesOf(ReadOnlyMemory<byte>? bytes) =>
        bytes is { } some ? UnsafeByteOperations.UnsafeWrap(some) : ByteString.Empty;

    private static KeyframeReason ReasonOf(DomainReason? reason) => reason switch
    {
        null => KeyframeReason.Unspecified,
        DomainReason.FirstFrame => KeyframeReason.FirstFrame,
        DomainReason.EveryFrame => KeyframeReason.EveryFrame,
        DomainReason.Interval => KeyframeReason.Interval,
        DomainReason.SceneCut => KeyframeReason.SceneCut,
        DomainReason.Residual => KeyframeReason.Residual,
        DomainReason.Uncovered => KeyframeReason.Uncovered,
        DomainReason.ResolutionChange => KeyframeReason.ResolutionChange,
        DomainReason.Gap => KeyframeReason.Gap,
        DomainReason.Recovery => KeyframeReason.Recovery,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
