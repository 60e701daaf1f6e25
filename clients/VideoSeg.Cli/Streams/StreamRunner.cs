using VideoSeg.Cli.Results;
using VideoSeg.Cli.Servers;
using VideoSeg.Vision.Video;

namespace VideoSeg.Cli.Streams;

/// <summary>Everything that one run needs, opened in order and closed in the opposite one.</summary>
internal static class StreamRunner
{
    /// <param name="options">What the user asked for.</param>
    /// <param name="stop">Ends the sending; frames that were sent are still answered and written.</param>
    public static async Task<StreamSummary> RunAsync(StreamArguments options, CancellationToken stop)
    {
        // The cheap mistakes first: a source that is not there is told before a server is started.
        using var source = VideoReader.Open(options.Source);
        await using var server = await ServerConnection.OpenAsync(options.Server, stop);
        var model = await server.Client.GetModelAsync(options.Config.Model, stop);

        await using var outputs = new StreamOutputs(
            new StreamSummary(model.Categories),
            options.Json is { } json ? new ResultLines(OutputFile.Create(json), model.Categories) : null,
            options.Overlay is { } overlay ? new OverlayVideo(overlay, options.FrameRateOf(source), model.Categories) : null);
        var run = new StreamRun(source, options);
        await StreamProgress.ShowAsync(
            Least(source.FrameCount, options.MaxFrames),
            frameDone =>
            {
                outputs.FrameDone = frameDone;
                return run.RunAsync(server.Client, outputs, stop);
            });
        outputs.Finish();
        return outputs.Summary;
    }

    private static int? Least(int? a, int? b) => a is null || b is null ? a ?? b : Math.Min(a.Value, b.Value);
}
