using VideoSeg.Bench.Attacks.Strangers;

namespace VideoSeg.Bench.Attacks;

/// <summary>All attacks, in the order of their lines.</summary>
internal static class AttackList
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("large-first-messages", 3, LargeFirstMessages.RunAsync),
    ];
}
