using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>The ground truth that a server's results are compared with.</summary>
internal interface IGroundTruth
{
    /// <summary>Whether images are frames of videos; otherwise each image is a stream of its own.</summary>
    bool IsVideo { get; }

    /// <summary>Requests the encodings that the comparison needs.</summary>
    void Configure(StreamConfig config);

    /// <summary>Returns whether an image has ground truth. Images without it are streamed too, as they are part of the video.</summary>
    /// <param name="name">The image's path relative to the folder of images, without extension.</param>
    bool Has(string name);

    /// <summary>Adds the result of one image. The images of a sequence are added in order.</summary>
    /// <exception cref="Vision.VideoSegException">The result does not match the ground truth, for instance in size.</exception>
    void Score(string name, Segmentation result);

    /// <summary>Marks the end of a video; the next image belongs to another one.</summary>
    void EndSequence();

    EvaluationReport Report();
}
