using VideoSeg.Cli.Results;
using VideoSeg.Cli.Servers;
using VideoSeg.Vision.Video;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Cli.Streams;

/// <summary>Opens the source, the server and the outputs of one run, and closes them in reverse order.</summary>
internal static class StreamRunner
{
    /// <param name="options">The options of the run.</param>
    /// <param name="stop">Stops sending; results of frames already sent are still received and written.</param>
    public static async Task<StreamSummary> RunAsync(StreamArguments options, CancellationToken stop)
    {
        // Open the source first, so that a missing file is reported before a server is started.
        using var source = VideoReader.Open(options.Source, options.AsStored);
        if (source.Skipped is { Count: > 0 } skipped)
        {
            Console.Error.WriteLine($"videoseg: {skipped.Count} pictures of kinds that are not read are skipped: {string.Join(", ", skipped.Take(5))}{(skipped.Count > 5 ? ", …" : "")}");
        }

        await using var server = await ServerConnection.OpenAsync(options.Server, options.OwnServerOptions, stop);
        var model = await server.Client.GetModelAsync(options.Config.Model, stop);

        if (options.Overlay is { } video)
        {
            OutputFile.MakeFolder(video);
        }

        await using var outputs = new StreamOutputs(
            new StreamSummary(model.Categories),
            options.Json is { } json ? new ResultLines(OutputFile.Create(json), model.Categories) : null,
            options.Overlay is { } overlay ? new OverlayVideo(new VideoFileWriter(overlay, VideoFormat.Of(overlay)!, options.FrameRateOf(source)) { PixelAspect = source.PixelAspect }, model.Categories) : null);
        var run = new StreamRun(source, options);
        await StreamProgress.ShowAsync(
            Min(source.FrameCount, options.MaxFrames),
            frameDone =>
            {
                outputs.FrameDone = frameDone;
                return run.RunAsync(server.Client, outputs, stop);
            });
        outputs.Finish();
        return outputs.Summary;
    }

    private static int? Min(int? a, int? b) => a is null || b is null ? a ?? b : Math.Min(a.Value, b.Value);
}
