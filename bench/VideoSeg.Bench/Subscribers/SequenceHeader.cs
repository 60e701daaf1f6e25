using Google.Protobuf;
using Grpc.Core;
using VideoSeg.V1;

namespace VideoSeg.Bench.Subscribers;

/// <summary>
/// Of a SubscribeResponse, which sequence numbers it accounts for. The rest is skipped unread: five hundred subscribers that read each mask
/// would take the cores from the server that is measured.
/// </summary>
/// <param name="First">Of the numbers; 0: it accounts for none.</param>
/// <param name="Last">Of the numbers.</param>
/// <param name="IsMissed">They are those of results that it does not get.</param>
/// <param name="IsEnd">The stream was closed.</param>
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
                ulong sequence = SequenceIn(input.ReadLength(), input);
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

    private static ulong SequenceIn(int length, CodedInputStream input)
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
