using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;
using VideoSeg.Vision.Predictions;

namespace VideoSeg.Inference.Tests;

/// <summary>The shipped networks say here what they say in PyTorch; export/fixture.py of each model wrote the expected values.</summary>
public sealed class AgreementTests
{
    private const float Tolerance = 1e-3f;

    private JsonObject _expected = [];
    private byte[] _values = [];

    [Fact]
    public void The_street_graph_agrees_with_PyTorch() => Check("street", heads => AssertMaps("semantic", heads.Semantic.Values, heads));

    /// <summary>Half of the encoder that its semantic head is made of is in bytes here, and in floats in PyTorch. All else is in floats in both.</summary>
    [Fact]
    public void The_general_graph_agrees_with_PyTorch() => Check("general", heads =>
    {
        var (expected, shape, step) = Expected("semantic");
        float[] actual = Sampled(heads.Semantic.Values, shape, step, heads);
        int cells = shape[2] * shape[3];
        int same = Enumerable.Range(0, cells).Count(cell => Best(expected, cell, cells) == Best(actual, cell, cells));
        double error = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Average();
        Assert.True(same >= 0.95 * cells && error <= 0.1, $"{same} of {cells} cells have the class that they have in PyTorch, and logits are off by {error}");
    });

    private void Check(string name, Action<Prediction> assertSemantic)
    {
        string fixture = Path.Combine(AppContext.BaseDirectory, "Agreement", name);
        _expected = JsonNode.Parse(File.ReadAllText(Path.Combine(fixture, "outputs.json")))!.AsObject();
        _values = File.ReadAllBytes(Path.Combine(fixture, "outputs.bin"));
        using var model = SegmentationModel.Load(Path.Combine(AppContext.BaseDirectory, "Models", name), Packages.Options);
        using var frame = FrameDecoder.Decode(new EncodedPicture(File.ReadAllBytes(Path.Combine(fixture, "image.png"))), new FrameLimits(1_000_000));
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var step = segmenter.Prepare(frame, TimeSpan.Zero);
        step.Execute();
        var heads = step.Prediction;

        assertSemantic(heads);
        AssertMaps("prototypes", heads.Instances.Masks.Prototypes, heads);
        AssertRows("scores", heads.Instances.Scores);
        AssertRows("boxes", heads.Instances.Boxes, model.InputSize.Width);
        AssertRows("coefficients", heads.Instances.Masks.Coefficients);
        AssertRows("embeddings", heads.Instances.Embeddings);
    }

    /// <summary>[1,C,h,w], of which each step-th row and column was kept.</summary>
    private void AssertMaps(string name, ReadOnlySpan<float> actual, in Prediction heads)
    {
        var (expected, shape, step) = Expected(name);
        float[] sampled = Sampled(actual, shape, step, heads);
        Assert.Equal(expected.Length, sampled.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            AssertClose(expected[i], sampled[i], 1, $"{name}[{i}]");
        }
    }

    private static float[] Sampled(ReadOnlySpan<float> map, int[] shape, int step, in Prediction heads)
    {
        var sampled = new List<float>();
        for (int channel = 0; channel < shape[1]; channel++)
        {
            for (int row = 0; row < heads.Grid.Height; row += step)
            {
                for (int column = 0; column < heads.Grid.Width; column += step)
                {
                    sampled.Add(map[(((channel * heads.Grid.Height) + row) * heads.Grid.Width) + column]);
                }
            }
        }

        return [.. sampled];
    }

    /// <summary>The channel with the largest logit.</summary>
    private static int Best(float[] map, int cell, int cells) => Enumerable.Range(0, map.Length / cells).MaxBy(channel => map[(channel * cells) + cell]);

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
}
