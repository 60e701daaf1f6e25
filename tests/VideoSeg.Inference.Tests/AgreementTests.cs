using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Tests;

/// <summary>The shipped network says here what it says in PyTorch; models/street/export/fixture.py wrote the expected values.</summary>
public sealed class AgreementTests
{
    private const float Tolerance = 1e-3f;

    private readonly JsonObject _expected = JsonNode.Parse(File.ReadAllText(Street("outputs.json")))!.AsObject();
    private readonly byte[] _values = File.ReadAllBytes(Street("outputs.bin"));

    [Fact]
    public void The_street_graph_agrees_with_PyTorch()
    {
        using var model = SegmentationModel.Load(Path.Combine(AppContext.BaseDirectory, "Models", "street"), Packages.Options);
        using var frame = FrameDecoder.Decode(new EncodedPicture(File.ReadAllBytes(Street("image.png"))), new FrameLimits(1_000_000));
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var step = segmenter.Prepare(frame, TimeSpan.Zero);
        step.Execute();
        var heads = step.Prediction;

        AssertMaps("semantic", heads.Semantic.Values, heads);
        AssertMaps("prototypes", heads.Instances.Masks.Prototypes, heads);
        AssertRows("scores", heads.Instances.Scores);
        AssertRows("boxes", heads.Instances.Boxes, 480);
        AssertRows("coefficients", heads.Instances.Masks.Coefficients);
        AssertRows("embeddings", heads.Instances.Embeddings);
    }

    /// <summary>[1,C,h,w], of which each step-th row and column was kept.</summary>
    private void AssertMaps(string name, ReadOnlySpan<float> actual, in Prediction heads)
    {
        var (expected, shape, step) = Expected(name);
        int next = 0;
        for (int channel = 0; channel < shape[1]; channel++)
        {
            for (int row = 0; row < heads.Grid.Height; row += step)
            {
                for (int column = 0; column < heads.Grid.Width; column += step)
                {
                    AssertClose(expected[next++], actual[(((channel * heads.Grid.Height) + row) * heads.Grid.Width) + column], 1, $"{name}[{channel},{row},{column}]");
                }
            }
        }

        Assert.Equal(expected.Length, next);
    }

    /// <summary>[1,N,n], of which the first rows were kept.</summary>
    private void AssertRows(string name, ReadOnlySpan<float> actual, float unit = 1)
    {
        var expected = Expected(name).Values;
        Assert.NotEmpty(expected);
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], actual[i], unit, $"{name}[{i}]");
        }
    }

    private static void AssertClose(float expected, float actual, float unit, string where) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * Math.Max(unit, Math.Abs(expected)), $"{where} is {actual}, in PyTorch {expected}");

    private (float[] Values, int[] Shape, int Step) Expected(string name)
    {
        var entry = _expected["outputs"]!.AsArray().Single(o => (string)o!["name"]! == name)!;
        int[] shape = [.. entry["shape"]!.AsArray().Select(d => (int)d!)];
        int count = shape.Aggregate(1, (a, b) => a * b);
        return (MemoryMarshal.Cast<byte, float>(_values.AsSpan((int)entry["offset"]!, count * sizeof(float))).ToArray(), shape, (int)entry["step"]!);
    }

    private static string Street(string file) => Path.Combine(AppContext.BaseDirectory, "Street", file);
}
