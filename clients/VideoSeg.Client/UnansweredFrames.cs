using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>The frames of a stream that have no result yet, in their order: kept so that they can be sent again. Used under the stream's lock.</summary>
internal sealed class UnansweredFrames
{
    private readonly Queue<StreamSegmentRequest> _frames = [];

    public bool IsEmpty => _frames.Count == 0;

    /// <summary>Of the last result that came; null: none did.</summary>
    public ulong? LastAnswered { get; private set; }

    public void Add(StreamSegmentRequest frame) => _frames.Enqueue(frame);

    /// <summary>A result came. False: it had come before.</summary>
    /// <exception cref="InvalidDataException">It is not the result of the frame whose turn it is.</exception>
    public bool Answer(ulong frameNumber)
    {
        if (frameNumber <= LastAnswered)
        {
            return false;
        }

        if (!_frames.TryDequeue(out var frame) || frame.Frame.FrameNumber != frameNumber)
        {
            throw new InvalidDataException($"The server answered frame {frameNumber} where frame {frame?.Frame.FrameNumber.ToString() ?? "none"} was due: is it a VideoSeg server of this version?");
        }

        LastAnswered = frameNumber;
        return true;
    }

    /// <summary>Those that the server has not received, which is <paramref name="first"/> and what was sent behind it.</summary>
    public IReadOnlyList<StreamSegmentRequest> From(ulong first) => [.. _frames.Where(f => f.Frame.FrameNumber >= first)];
}
