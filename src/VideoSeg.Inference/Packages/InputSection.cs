using VideoSeg.Inference.Packages.Inputs;

namespace VideoSeg.Inference.Packages;

/// <summary>Reads `input` of model.json.</summary>
internal static class InputSection
{
    private const int MaxConstants = 8;

    /// <exception cref="ModelPackageException">A field is not allowed.</exception>
    public static ModelInput Read(ManifestObject json)
    {
        var input = new ModelInput
        {
            Width = json.Integer("width", ModelInput.LeastSide, ModelInput.MostSide, missing: 0),
            Height = json.Integer("height", ModelInput.LeastSide, ModelInput.MostSide, missing: 0),
            Colour = json.Choice("colour", [("rgb", ColourOrder.Rgb), ("bgr", ColourOrder.Bgr)]),
            Fit = json.Choice("fit", [("stretch", FrameFit.Stretch), ("letterbox", FrameFit.Letterbox)]),
            Mean = json.Triple("mean", float.IsFinite, "3 finite numbers, one a channel") ?? [0, 0, 0],
            Scale = json.Triple("scale", scale => float.IsFinite(scale) && scale != 0, "3 finite numbers other than 0, one a channel") ?? [1, 1, 1],
            Name = json.Text("name"),
            Layout = json.Choice<ImageLayout?>("layout", [("auto", null), ("nchw", ImageLayout.Nchw), ("nhwc", ImageLayout.Nhwc), ("chw", ImageLayout.Chw), ("hwc", ImageLayout.Hwc)]),
            Anchor = json.Choice("anchor", [("centre", FrameAnchor.Centre), ("top-left", FrameAnchor.TopLeft)]),
            Pad = Pad(json),
            Constants = Constants(json.Object("constants")),
        };
        json.Finish();
        return input;
    }

    private static IReadOnlyList<byte> Pad(ManifestObject json) =>
        json.Triple("pad", value => value is >= 0 and <= 255 && value == MathF.Floor(value), "3 whole numbers from 0 to 255: red, green, blue") is { } pad
            ? [.. pad.Select(value => (byte)value)]
            : [114, 114, 114];

    private static Dictionary<string, IReadOnlyList<double>> Constants(ManifestObject json)
    {
        var constants = json.Fields.ToDictionary(name => name, json.Numbers);
        return constants.Count <= MaxConstants ? constants : throw json.Error("", $"names {constants.Count} inputs; at most {MaxConstants} are allowed");
    }
}
