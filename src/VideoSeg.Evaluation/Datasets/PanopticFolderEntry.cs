using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>One annotated image of a <see cref="PanopticFolder"/>.</summary>
/// <param name="ImageId">As the JSON has it, number or text.</param>
/// <param name="FileName">The PNG with the ids, relative to the JSON's folder.</param>
/// <param name="ImageName">The picture itself, as the JSON names it; if it does not, the PNG.</param>
/// <param name="Size">Null where the JSON doesn't say.</param>
/// <param name="VideoId">Its sequence; without one in the JSON, each image is its own.</param>
/// <param name="Frame">Its place in the sequence.</param>
/// <param name="Segments">As the JSON lists them.</param>
public sealed record PanopticFolderEntry(
    string ImageId, string FileName, string ImageName, PixelSize? Size, string VideoId, int Frame, IReadOnlyList<LabelledSegment> Segments);
