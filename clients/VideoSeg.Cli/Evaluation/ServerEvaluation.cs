using VideoSeg.Cli.Evaluation.Reports;
using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Evaluates a server's results for a folder of images, through the public API. Image files are sent unchanged.</summary>
internal static class ServerEvaluation
{
    /// <param name="client">The client of the server.</param>
    /// <param name="frames">The folder of images. Each sub-folder is a video; in the folder itself, names that are equal up to the last underscore form a video.</param>
    /// <param name="truth">The ground truth to compare the results with.</param>
    /// <param name="config">The model and the keyframe policy.</param>
    /// <param name="framesPerSecond">The frame rate of the image sequences.</param>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <exception cref="CommandFailedException">No image has ground truth, or a result cannot be compared.</exception>
    public static async Task<EvaluationReport> RunAsync(
        VideoSegClient client, string frames, IGroundTruth truth, StreamConfig config, double framesPerSecond, CancellationToken cancellationToken)
    {
        truth.Configure(config);
        foreach (var sequence in ImageSequence.Of(frames, truth.IsVideo, framesPerSecond))
        {
            var next = 0;
            await foreach (var result in client.SegmentAsync(sequence.ReadAsync(cancellationToken), config, cancellationToken))
            {
                Score(truth, sequence.Names[next++], result);
            }

            truth.EndSequence();
        }

        return truth.Report() is { Images: > 0 } report
            ? report
            : throw new CommandFailedException($"No image in '{frames}' has ground truth of the same name.");
    }

    private static void Score(IGroundTruth truth, string name, FrameResult result)
    {
        if (!truth.Has(name))
        {
            return;
        }

        try
        {
            truth.Score(name, result.Segmentation ?? throw new CommandFailedException(result.Error?.Message ?? $"{name}: the frame was dropped"));
        }
        catch (VideoSegException e)
        {
            throw new CommandFailedException($"{name}: {e.Message}", e);
        }
    }
}
