using Google.Protobuf;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Bench.Subscribers;

/// <summary>
/// The sequence numbers that a SubscribeResponse accounts for. The rest of the message is not parsed: five hundred subscribers that parse every
/// mask would compete with the measured server for the cores.
/// </summary>
/// <param name="First">The first sequence number; 0 if the message accounts for none.</param>
/// <param name="Last">The last sequence number.</param>
/// <param name="IsMissed">Whether the numbers are those of missed results.</param>
/// <param name="IsEnd">Whether the stream was closed.</param>
internal sealed record SequenceHeader(ulong First, ulong Last, bool IsMissed, bool IsEnd)
{
    private static readonly SequenceHeader Nothing = new(0, 0, false, false);

    public static Method<SubscribeRequest, SequenceHeader> Subscribe { get; } = new(
        MethodType.ServerStreaming,
        ResultService.Descriptor.FullName,
        "Subscribe",
        Marshallers.Create(request => request.ToByteArray(), SubscribeRequest.Parser.ParseFrom),
        Marshallers.Create<SequenceHeader>(_ => throw new NotSupportedException(), Read));

    private static SequenceHeader Read(byte[] message)
    {
        var input = new CodedInputStream(message);
        switch (WireFormat.GetTagFieldNumber(input.ReadTag()))
        {
            case SubscribeResponse.ResultFieldNumber:
                ulong sequence = ReadSequence(input.ReadLength(), input);
                return new SequenceHeader(sequence, sequence, false, false);
            case SubscribeResponse.MissedFieldNumber:
                var missed = SubscribeResponse.Parser.ParseFrom(message).Missed;
                return new SequenceHeader(missed.FirstSequence, missed.LastSequence, true, false);
            case SubscribeResponse.StreamChangeFieldNumber:
                return Nothing with { IsEnd = SubscribeResponse.Parser.ParseFrom(message).StreamChange.Kind == StreamChangeKind.Closed };
            default:
                return Nothing;
        }
    }

    private static ulong ReadSequence(int length, CodedInputStream input)
    {
        long end = input.Position + length;
        while (input.Position < end)
        {
            uint tag = input.ReadTag();
            if (WireFormat.GetTagFieldNumber(tag) == V1.FrameResult.SequenceFieldNumber)
            {
                return input.ReadUInt64();
            }

            input.SkipLastField();
        }

        throw new InvalidDataException("a result has no sequence");
    }
}
