using System.Threading.Channels;
using VideoSeg.Streaming.Results;

namespace VideoSeg.Streaming.Sessions;

/// <summary>
/// Where a stream's frames wait for their turn: the only place at which frames are dropped. One sender, one receiver.
/// ALL: a full inbox makes the sender wait. LATEST: it holds one frame, and a newer one takes its place; who was passed over travels with
/// the one that comes through, so that the reports stand in frame order.
/// </summary>
internal sealed class FrameInbox
{
    /// <summary>Past this many unreported drops the sender waits too: a receiver that stands still must not gather reports without end.</summary>
    private const int MostUnreportedDrops = 4096;

    private readonly DeliveryPolicy _delivery;
    private readonly TimeProvider _time;
    private readonly Channel<Arrival> _arrivals;

    /// <param name="delivery">What a full inbox does.</param>
    /// <param name="capacity">Of an ALL inbox, in frames.</param>
    /// <param name="time">For the ends of frames that are passed over.</param>
    public FrameInbox(DeliveryPolicy delivery, int capacity, TimeProvider time)
    {
        (_delivery, _time) = (delivery, time);

        // Not SingleReader: a LATEST sender takes back what still waits.
        _arrivals = Channel.CreateBounded<Arrival>(new BoundedChannelOptions(delivery == DeliveryPolicy.Latest ? 1 : capacity) { SingleWriter = true });
    }

    /// <summary>Ends when the frame is in.</summary>
    /// <exception cref="ChannelClosedException">The inbox takes no more frames.</exception>
    public async ValueTask SendAsync(FrameInProgress frame, CancellationToken cancellationToken)
    {
        if (_delivery == DeliveryPolicy.Latest && _arrivals.Reader.TryPeek(out var waiting) && waiting.PassedOver.Count < MostUnreportedDrops
            && _arrivals.Reader.TryRead(out waiting))
        {
            waiting.Frame.Ended(new FrameDropped(), _time.GetUtcNow());
            waiting.PassedOver.Add(waiting.Frame);
            await _arrivals.Writer.WriteAsync(waiting with { Frame = frame }, cancellationToken);
            return;
        }

        await _arrivals.Writer.WriteAsync(new Arrival(frame, []), cancellationToken);
    }

    /// <summary>No more frames will come; those that are in go on.</summary>
    public void Complete() => _arrivals.Writer.TryComplete();

    /// <summary>The next frame, or null when no more will come.</summary>
    public async ValueTask<Arrival?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _arrivals.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_arrivals.Reader.TryRead(out var arrival))
            {
                return arrival;
            }
        }

        return null;
    }

    /// <summary>A frame whose turn has come, and the earlier ones that it replaced.</summary>
    internal readonly record struct Arrival(FrameInProgress Frame, List<FrameInProgress> PassedOver);
}
