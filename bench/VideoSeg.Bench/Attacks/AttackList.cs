using VideoSeg.Bench.Attacks.Memory;
using VideoSeg.Bench.Attacks.Strangers;

namespace VideoSeg.Bench.Attacks;

/// <summary>All attacks, in the order of their lines.</summary>
internal static class AttackList
{
    public static IReadOnlyList<Attack> All { get; } =
    [
        new("large-first-messages", 3, LargeFirstMessages.RunAsync),
        new("large-pictures-1g", 9, cancellationToken => LargePictures.RunAsync(1024, cancellationToken)),
        new("large-pictures-4g", 9, cancellationToken => LargePictures.RunAsync(4096, cancellationToken)),
    ];
}
