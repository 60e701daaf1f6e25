using VideoSeg.Bench.Fuzz.Files;
using VideoSeg.Bench.Fuzz.Wire;

namespace VideoSeg.Bench.Fuzz;

/// <summary>All parsers of bytes that come from outside.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        StreamRequests.Target,
        ForeignFiles.Manifest,
        ForeignFiles.Multipart,
        ForeignFiles.Coco,
        MaskText.Target,
    ];
}
