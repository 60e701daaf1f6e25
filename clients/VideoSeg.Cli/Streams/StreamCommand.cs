using System.CommandLine;
using VideoSeg.Cli.Models;
using VideoSeg.Cli.Results;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;
using VideoSeg.Vision.Video.Writing;

namespace VideoSeg.Cli.Streams;

/// <summary>The command `videoseg stream`: sends a source to a server and writes the results to files.</summary>
internal static class StreamCommand
{
    private static readonly Dictionary<string, MaskEncoding> Masks = new()
    {
        ["rle"] = MaskEncoding.Rle,
        ["label-map"] = MaskEncoding.LabelMap,
        ["polygons"] = MaskEncoding.Polygons,
        ["none"] = MaskEncoding.None,
    };

    private static readonly Dictionary<string, DeliveryPolicy> Deliveries = new()
    {
        ["all"] = DeliveryPolicy.All,
        ["latest"] = DeliveryPolicy.Latest,
    };

    private static readonly Dictionary<string, StreamPace> Paces = new()
    {
        ["fast"] = StreamPace.Fast,
        ["source"] = StreamPace.Source,
    };

    public static Command Create()
    {
        var source = new Argument<string>("source")
        {
            Description = "A video file, a folder of images, or the index of a camera. For network cameras see videoseg sources.",
        };
        source.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: ['-', _, ..] text }, ..] && !File.Exists(text))
            {
                given.AddError($"'{text}' is not an option of stream; --help lists them.");
            }
        });
        var server = ServerOptions.Create();
        var overlay = new Option<string?>("--overlay") { Description = "Write a video with masks, class names, scores and track ids drawn on it.", HelpName = "FILE" };
        var json = new Option<string?>("--json") { Description = "Write one JSON object per frame.", HelpName = "FILE" };
        overlay.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } path && VideoFormat.Of(path) is null)
            {
                given.AddError($"'{path}' is no kind of video that is written; allowed are {VideoFormat.Known}.");
            }
        });
        var pace = CheckedOption.Choice("--pace", "When frames are sent. fast: as soon as the server accepts them; source: at their presentation times, like a camera.", Paces, "fast");
        var model = new ModelOptions();
        var delivery = CheckedOption.Choice("--delivery", "What happens when frames arrive faster than they are processed. all: no frame is dropped; latest: older frames are dropped and reported.", Deliveries, "all");
        var masks = CheckedOption.Choice("--masks", "The encoding of masks. An overlay needs rle; with any other value it shows boxes.", Masks, "rle");
        var maxFrames = CheckedOption.Integer("--max-frames", "Stop after this many frames.", 1, int.MaxValue);
        var jpegQuality = CheckedOption.Integer("--jpeg-quality", "The JPEG quality of the sent video frames, 1 to 100; default 90.", 1, 100);
        var asStored = new Option<bool>("--as-stored") { Description = "Do not turn image files upright as their EXIF orientation says: results refer to the pixels as they are stored." };
        var fps = new Option<double>("--fps") { Description = "The frame rate of a source that has none, such as a folder of images.", HelpName = "N", DefaultValueFactory = _ => 10 };
        fps.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<double>() is not (> 0 and <= 1000))
            {
                option.AddError("--fps must be above 0 and at most 1000.");
            }
        });

        var command = new Command("stream", "Send a video to a server and receive its results.")
        {
            source, overlay, json, pace, delivery, masks, maxFrames, jpegQuality, fps, asStored,
        };
        model.AddTo(command);
        server.AddTo(command);
        command.Validators.Add(arguments =>
        {
            if (OutputConflict.Find([arguments.GetValue(source)!], [("--overlay", arguments.GetValue(overlay)), ("--json", arguments.GetValue(json))]) is { } conflict)
            {
                arguments.AddError(conflict);
            }
        });
        command.SetAction(async (arguments, cancellationToken) =>
        {
            var config = new StreamConfig
            {
                DeliveryPolicy = Deliveries[arguments.GetRequiredValue(delivery)],
                MaskEncoding = Masks[arguments.GetRequiredValue(masks)],
            };
            model.Apply(arguments, config);
            var options = new StreamArguments
            {
                Source = arguments.GetRequiredValue(source),
                Server = server.Read(arguments),
                OwnServerOptions = model.ServerOptionsIn(arguments, server.Read(arguments)),
                Overlay = arguments.GetValue(overlay),
                Json = arguments.GetValue(json),
                Pace = Paces[arguments.GetRequiredValue(pace)],
                MaxFrames = arguments.GetValue(maxFrames),
                JpegQuality = arguments.GetValue(jpegQuality) ?? 90,
                FrameRate = arguments.GetValue(fps),
                AsStored = arguments.GetValue(asStored),
                Config = config,
            };
            var summary = await StreamRunner.RunAsync(options, cancellationToken);
            SummaryText.Print(summary, options);
            return (summary.Frames > 0 && summary.Failed == summary.Frames) || summary.Shortfall is not null ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }
}
