using System.Text.RegularExpressions;

namespace VideoSeg.Streaming.Positions;

/// <summary>The name of a subscription whose position the server keeps. Callers do not see each other's.</summary>
/// <param name="Owner">The caller's name.</param>
/// <param name="Name">1 to 64 of A-Z a-z 0-9 _ -.</param>
public readonly partial record struct SubscriptionName(string Owner, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"'{Name}'";

    /// <exception cref="InvalidSubscriptionException">The name is not allowed.</exception>
    internal void Check()
    {
        if (Name.Length > 64 || !Allowed().IsMatch(Name))
        {
            throw new InvalidSubscriptionException(
                nameof(Name), $"the subscription's name has {Name.Length} characters or a character that is not allowed; allowed are 1 to 64 of A-Z a-z 0-9 _ -");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex Allowed();
}
