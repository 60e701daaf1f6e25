using System.CommandLine.Parsing;
using System.Globalization;
using VideoSeg.V1;

namespace VideoSeg.Cli.Subscriptions;

/// <summary>Where a subscription starts.</summary>
/// <param name="Sequence">A sequence number, or <see langword="null"/> for the oldest result that the server keeps.</param>
internal sealed record StartPosition(ulong? Sequence)
{
    public static StartPosition? Parse(ArgumentResult argument)
    {
        string text = argument.Tokens[0].Value;
        if (text == "oldest")
        {
            return new StartPosition(null as ulong?);
        }

        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong sequence))
        {
            return new StartPosition(sequence);
        }

        argument.AddError($"'{text}' is not a position; --from takes a sequence number, or oldest.");
        return null;
    }

    public void Apply(SubscribeRequest request)
    {
        if (Sequence is { } sequence)
        {
            request.FromSequence = sequence;
        }
        else
        {
            request.FromOldest = true;
        }
    }
}
