using VideoSeg.Client;
using VideoSeg.V1;
using VideoSeg.Vision;

namespace VideoSeg.Cli.Evaluation;

/// <summary>Scores what a server says of images, over the calls that any client makes. Image files are sent as they are.</summary>
internal static class ServerEvaluation
{
    /// <param name="client">Of the server.</param>
    /// <param name="frames">A folder of images; a video is a folder in it, or those whose names are equal up to the last underscore.</param>
    /// <param name="truth">What the results are held against.</param>
    /// <param name="config">The model, and what it may reuse.</param>
    /// <param name="framesPerSecond">Of the images, which don't say.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="CommandFailedException">No image has ground truth, or a result can't be scored.</exception>
    public static async Task<EvaluationReport> RunAsync(
        VideoSegClient client, string frames, IGroundTruth truth, StreamConfig config, double framesPerSecond, CancellationToken cancellationToken)
    {
        truth.Ask(config);
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
            : throw new CommandFailedException($"No image of '{frames}' has the name of one of the ground truth.");
    }

    private static void Score(IGroundTruth truth, string name, FrameResult result)
    {
        if (!truth.Has(name))
        {
            return;
        }

        try
        {
            truth.Score(name, result.Segmentation ?? throw new CommandFailedException(result.Error?.Message ?? $"{name} was dropped."));
        }
        catch (VideoSegException e)
        {
            throw new CommandFailedException($"{name}: {e.Message}", e);
        }
    }
}
