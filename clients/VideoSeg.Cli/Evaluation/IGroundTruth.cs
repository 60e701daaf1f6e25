using VideoSeg.V1;

namespace VideoSeg.Cli.Evaluation;

/// <summary>What a server's results are held against.</summary>
internal interface IGroundTruth
{
    /// <summary>Whether images are frames of videos; otherwise each image is a stream of its own.</summary>
    bool IsVideo { get; }

    /// <summary>What results must have to be scored.</summary>
    void Ask(StreamConfig config);

    /// <summary>Whether an image has ground truth; those without are streamed too, for they belong to the video.</summary>
    /// <param name="name">Its path in the folder of images, without extension.</param>
    bool Has(string name);

    /// <summary>Scores one image's result; those of a sequence come in order.</summary>
    /// <exception cref="Vision.VideoSegException">The two do not fit each other.</exception>
    void Score(string name, Segmentation result);

    /// <summary>The images that follow are of another video.</summary>
    void EndSequence();

    EvaluationReport Report();
}
