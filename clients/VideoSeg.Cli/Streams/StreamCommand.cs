using System.CommandLine;
using VideoSeg.Cli.Servers;
using VideoSeg.V1;

namespace VideoSeg.Cli.Streams;

/// <summary>videoseg stream: a source through a server, results to files.</summary>
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
            Description = "A video file, a folder of images, or the index of a camera. Cameras on the network: videoseg sources.",
        };
        source.Validators.Add(given =>
        {
            if (given.Tokens is [{ Value: ['-', _, ..] text }, ..] && !File.Exists(text))
            {
                given.AddError($"'{text}' is no option of stream; --help names them.");
            }
        });
        var server = ServerOption.Create();
        var overlay = new Option<string?>("--overlay") { Description = "Write a video with masks, class names, scores and track ids.", HelpName = "FILE" };
        var json = new Option<string?>("--json") { Description = "Write one JSON object a frame.", HelpName = "FILE" };
        var pace = CheckedOption.Choice("--pace", "fast: as soon as the server takes them; source: at the frames' own times, as a camera would.", Paces, "fast");
        var model = new ModelOptions();
        var delivery = CheckedOption.Choice("--delivery", "all: no frame is lost; latest: the newest frame wins, the others are reported as dropped.", Deliveries, "all");
        var masks = CheckedOption.Choice("--masks", "How masks are asked for; an overlay shows boxes where it has no rle.", Masks, "rle");
        var maxFrames = CheckedOption.Whole("--max-frames", "Stop after this many frames.", 1, int.MaxValue);
        var jpegQuality = CheckedOption.Whole("--jpeg-quality", "Of the JPEGs that frames of a video are sent as, 1 to 100; default 90.", 1, 100);
        var fps = new Option<double>("--fps") { Description = "Frames a second of a source that does not say it, such as a folder of images.", HelpName = "N", DefaultValueFactory = _ => 10 };
        fps.Validators.Add(option =>
        {
            if (option.GetValueOrDefault<double>() is not (> 0 and <= 1000))
            {
                option.AddError("--fps is above 0 and at most 1000.");
            }
        });

        var command = new Command("stream", "Send a video to a server and take its results.")
        {
            source, server, overlay, json, pace, delivery, masks, maxFrames, jpegQuality, fps,
        };
        model.AddTo(command);
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
                Server = arguments.GetValue(server),
                Overlay = arguments.GetValue(overlay),
                Json = arguments.GetValue(json),
                Pace = Paces[arguments.GetRequiredValue(pace)],
                MaxFrames = arguments.GetValue(maxFrames),
                JpegQuality = arguments.GetValue(jpegQuality) ?? 90,
                FrameRate = arguments.GetValue(fps),
                Config = config,
            };
            var summary = await StreamRunner.RunAsync(options, cancellationToken);
            SummaryText.Print(summary, options);
            return summary.Frames > 0 && summary.Failed == summary.Frames ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }
}
