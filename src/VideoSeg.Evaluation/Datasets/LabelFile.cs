using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision.Maps;
using VideoSeg.Vision.Masks;

namespace VideoSeg.Evaluation.Datasets;

/// <summary>Reads files of labels; what is wrong with one is said with its name.</summary>
public static class LabelFile
{
    /// <summary>The ids of an RGB PNG in the COCO panoptic form.</summary>
    /// <exception cref="EvaluationException">The file is missing, or not such a PNG.</exception>
    public static LabelMap ReadIds(string path) => Read(path, file => LabelMapPng.Decode(file));

    /// <summary>The class indices of an 8-bit grey PNG.</summary>
    /// <exception cref="EvaluationException">The file is missing, or not such a PNG.</exception>
    public static ClassMap ReadClasses(string path) => Read(path, file => ClassMapPng.Decode(file));

    private static T Read<T>(string path, Func<byte[], T> decode)
    {
        if (!File.Exists(path))
        {
            throw new EvaluationException($"'{path}' is missing.");
        }

        try
        {
            return decode(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is MaskException or IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"'{path}' is not a picture of labels: {error.Message}", error);
        }
    }
}
