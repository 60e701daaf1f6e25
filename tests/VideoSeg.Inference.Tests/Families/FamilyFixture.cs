using System.Text.Json.Nodes;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Steps;
using VideoSeg.Inference.Streams;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests.Families;

/// <summary>A package of tests/fixtures/families with one picture run through it, and what PyTorch finds in the same picture (models/exports/fixtures.py).</summary>
internal sealed class FamilyFixture : IDisposable
{
    private readonly Segmenter _segmenter;
    private readonly Frame _picture;

    public FamilyFixture(string package)
    {
        Model = SegmentationModel.Load(Folder(package), Packages.Options);
        _picture = FrameDecoder.Decode(new EncodedPicture(File.ReadAllBytes(Folder("picture.png"))), new FrameLimits(1_000_000));
        _segmenter = Model.OpenStream(new EveryFramePolicy());
        Step = _segmenter.Prepare(_picture, TimeSpan.Zero);
        Step.Execute();
        Expected = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder(package), "expected.json")))!.AsObject();
    }

    public SegmentationModel Model { get; }

    public InferenceStep Step { get; }

    public PixelSize Size => _picture.Size;

    public JsonObject Expected { get; }

    public static string Folder(string package) => Path.Combine(AppContext.BaseDirectory, "Families", package);

    /// <summary>The instances that PyTorch finds from a score of 0.3 on.</summary>
    public IReadOnlyList<ExpectedInstance> ExpectedInstances() => [.. Expected["instances"]!.AsArray().Select(i => new ExpectedInstance(
        (int)i!["id"]!,
        (float)i["score"]!,
        [.. i["box"]!.AsArray().Select(v => (float)v!)],
        i["mask"] is { } bits ? Bits(Convert.FromBase64String((string)bits!)) : null))];

    public void Dispose()
    {
        Step.Dispose();
        _segmenter.Dispose();
        _picture.Dispose();
        Model.Dispose();
    }

    private byte[] Bits(byte[] packed) => [.. Enumerable.Range(0, (int)Size.Pixels).Select(i => (byte)((packed[i / 8] >> (7 - (i % 8))) & 1))];
}
