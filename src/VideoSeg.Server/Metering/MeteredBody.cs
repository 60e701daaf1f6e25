using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Errors.Limits;
using VideoSeg.Vision;

namespace VideoSeg.Server.Metering;

/// <summary>
/// The body of a gRPC request, of which no more is read than the caller may send: gRPC buffers a message until it is complete, so its size and its room are
/// looked at when its header (compressed flag and length, five bytes) is there. Errors have the type that gRPC passes on to the client.
/// </summary>
internal sealed class MeteredBody : PipeReader, IMessageRoom, IDisposable
{
    private const int HeaderBytes = 5;

    /// <summary>Deflate makes at most so many bytes of one.</summary>
    private const int MostBytesOfOne = 1032;

    private readonly PipeReader _body;
    private readonly MessageLimits _limits;
    private readonly BytesInFlight _room;
    private readonly string _owner;
    private readonly ITimer _lateness;
    private ReadOnlySequence<byte> _buffer;
    private IDisposable? _taken;
    private bool _hasSize;
    private bool _isFirst = true;
    private bool _isDiscarded;
    private volatile bool _isLate;

    /// <param name="body">The body as the transport reads it; borrowed.</param>
    /// <param name="limits">What this call may send.</param>
    /// <param name="room">The room for messages.</param>
    /// <param name="owner">Whose share of the room the messages take.</param>
    /// <param name="time">The clock.</param>
    public MeteredBody(PipeReader body, MessageLimits limits, BytesInFlight room, string owner, TimeProvider time)
    {
        (_body, _limits, _room, _owner) = (body, limits, room, owner);
        _lateness = time.CreateTimer(_ => GiveUp(), null, limits.Patience, Timeout.InfiniteTimeSpan);
    }

    public IDisposable? Detach() => Interlocked.Exchange(ref _taken, null);

    public void Discard()
    {
        _isDiscarded = true;
        _lateness.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var result = await _body.ReadAsync(cancellationToken);
        if (_isLate && result.IsCanceled)
        {
            _body.AdvanceTo(result.Buffer.Start);
            throw Refusal(new MessageLateException(_limits.Patience));
        }

        _buffer = result.Buffer;
        if (!_hasSize && !_isDiscarded && _buffer.Length >= HeaderBytes)
        {
            await MeterAsync(cancellationToken);
        }

        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        // gRPC reads asynchronously alone; this reader gives nothing that was not metered.
        result = default;
        return false;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        // gRPC consumes a message as a whole.
        if (!_buffer.Slice(0, consumed).IsEmpty)
        {
            (_hasSize, _isFirst) = (false, false);
            _lateness.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        _buffer = default;
        _body.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => _body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => _body.Complete(exception);

    public void Dispose()
    {
        _lateness.Dispose();
        Detach()?.Dispose();
    }

    private async ValueTask MeterAsync(CancellationToken cancellationToken)
    {
        var (isCompressed, bytes) = HeaderOf(_buffer);
        int most = _isFirst ? _limits.First : _limits.Later;
        if (bytes > most)
        {
            throw Refusal(new MessageTooLargeException(most));
        }

        // The one before is used up, unless somebody detached it.
        Detach()?.Dispose();
        _lateness.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        long held = isCompressed ? Math.Min(bytes * MostBytesOfOne, Math.Max(most, _limits.Later)) : bytes;
        _taken = await _room.TakeAsync(_owner, (int)held, cancellationToken);
        _hasSize = true;
        _lateness.Change(_limits.PatienceFor((int)bytes), Timeout.InfiniteTimeSpan);
    }

    private void GiveUp()
    {
        _isLate = true;
        _body.CancelPendingRead();
    }

    private static (bool IsCompressed, long Bytes) HeaderOf(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        buffer.Slice(0, HeaderBytes).CopyTo(header);
        return (header[0] != 0, BinaryPrimitives.ReadUInt32BigEndian(header[1..]));
    }

    private static RpcException Refusal(VideoSegException exception) => ErrorTable.Find(exception)!.ToRpcException();
}
