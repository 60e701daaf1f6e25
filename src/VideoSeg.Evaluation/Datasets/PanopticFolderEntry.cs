using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>One annotated image of a <see cref="PanopticFolder"/>.</summary>
/// <param name="ImageId">As the JSON has it, number or text.</param>
/// <param name="FileName">Of the PNG with the ids, from the JSON's folder on.</param>
/// <param name="ImageName">Of the picture itself, as the JSON has it; where it doesn't say, the PNG's.</param>
/// <param name="Size">Null where the JSON doesn't say.</param>
/// <param name="VideoId">Its sequence; without one in the JSON, each image is its own.</param>
/// <param name="Frame">Its place in the sequence.</param>
/// <param name="Segments">As the JSON lists them.</param>
public sealed record PanopticFolderEntry(
    string ImageId, string FileName, string ImageName, PixelSize? Size, string VideoId, int Frame, IReadOnlyList<LabelledSegment> Segments);
