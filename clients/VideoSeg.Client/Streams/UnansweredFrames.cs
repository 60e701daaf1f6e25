using VideoSeg.V1;

namespace VideoSeg.Client;

/// <summary>The frames of a stream that have no result yet, in order: they are kept so that they can be sent again. Used under the stream's lock.</summary>
internal sealed class UnansweredFrames
{
    private readonly Queue<StreamSegmentRequest> _frames = [];

    public bool IsEmpty => _frames.Count == 0;

    /// <summary>The frame number of the last result that arrived; null: none did.</summary>
    public ulong? LastAnswered { get; private set; }

    public void Add(StreamSegmentRequest frame) => _frames.Enqueue(frame);

    /// <summary>Removes the frame whose result arrived.</summary>
    /// <returns>False: the result had arrived before.</returns>
    /// <exception cref="InvalidDataException">The result is not that of the oldest unanswered frame.</exception>
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

    /// <summary>The frames from number <paramref name="first"/> on, which the server has not received.</summary>
    public IReadOnlyList<StreamSegmentRequest> From(ulong first) => [.. _frames.Where(f => f.Frame.FrameNumber >= first)];
}
