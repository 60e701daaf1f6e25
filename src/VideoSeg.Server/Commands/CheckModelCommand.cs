using System.Globalization;
using VideoSeg.Inference;
using VideoSeg.Inference.Inspection;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Drawing;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Server.Commands;

/// <summary>Loads one package as the server would, describes it, and looks at a picture with it.</summary>
internal static class CheckModelCommand
{
    private const int MaxPicturePixels = 1 << 28;
    private const int OverlayQuality = 92;

    /// <summary>A run that takes longer keeps no live stream going.</summary>
    private static readonly TimeSpan SlowRun = TimeSpan.FromSeconds(1);

    /// <param name="folder">The package.</param>
    /// <param name="image">A picture; null: none.</param>
    /// <param name="overlay">Where the picture is written with what was found, as JPEG; null: nowhere.</param>
    public static void Run(string folder, string? image, string? overlay)
    {
        using var model = SegmentationModel.Load(folder, new InferenceOptions());
        Describe(model);
        if (image is not null)
        {
            using var picture = FrameDecoder.Decode(new EncodedPicture(File.ReadAllBytes(image)), new FrameLimits(MaxPicturePixels));
            Print(model, new PictureChecker(model).Check(picture, out var segments));
            if (overlay is not null)
            {
                new OverlayPainter().Paint(picture, segments);
                File.WriteAllBytes(overlay, picture.EncodeJpeg(OverlayQuality));
            }
        }
    }

    private static void Describe(SegmentationModel model)
    {
        var manifest = model.Manifest;
        var categories = model.Categories;
        Console.WriteLine($"""
            {manifest.Name} {manifest.Version}: {manifest.Description}
              family   {manifest.Family}
              input    {model.InputSize}
              between  {(model.HasPropagatedNetwork ? $"keyframes runs {Path.GetFileName(manifest.PropagatedGraph)}" : "keyframes the predictions are propagated")}
              fusion   {(model.Fuses ? "of a keyframe with the one before" : "none")}
              memory   {model.StreamMemoryBytes:N0} bytes for a stream that reuses keyframes
              things   {string.Join(", ", categories.Where(c => c.IsThing).Select(c => c.Name))}
              stuff    {string.Join(", ", categories.Where(c => !c.IsThing).Select(c => c.Name))}
              licence  {manifest.Licence}
              origin   {manifest.Origin}
            """);
    }

    private static void Print(SegmentationModel model, PictureCheck check)
    {
        if (check.Detections is { } count)
        {
            Say($"scores   {count} detections of {check.Scores.Least:F3} to {check.Scores.Largest:F3}; the threshold is {model.Manifest.Panoptic.ScoreThreshold}");
            Say($"boxes    {check.InsideShare:P0} of them lie inside the input");
        }

        string found = string.Join(", ", check.Segments.Select(s => $"{s.Value} {s.Key}"));
        Say($"found    {(found.Length == 0 ? "nothing" : found)}");
        Say($"time     {check.KeyframeTime.TotalMilliseconds:F1} ms a keyframe{(check.PropagatedTime is { } propagated ? $", {propagated.TotalMilliseconds:F1} ms a frame between keyframes" : "")}");
        Say($"rate     about {check.RateAt(1):F1} frames/s without reuse{(check.PropagatedTime is null ? "" : $", {check.RateAt(KeyframeOptions.DefaultInterval):F1} with a keyframe every {KeyframeOptions.DefaultInterval} frames")}");
        if (check.KeyframeTime > SlowRun)
        {
            Say($"slow     a run takes {check.KeyframeTime.TotalSeconds:F1} s on this machine: live streams need delivery 'latest', and wait that long for a result");
        }

        static void Say(FormattableString line) => Console.WriteLine($"  {line.ToString(CultureInfo.InvariantCulture)}");
    }
}
