using System.Text.Json.Nodes;
using VideoSeg.Inference.Networks;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Packages.Inputs;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Inspection;

/// <summary>Reads an ONNX file and says what it takes it for.</summary>
/// <param name="options">What executes the graph: it runs once, so that sizes which it leaves open are known.</param>
public sealed class NetworkReader(InferenceOptions options)
{
    private const int UsualSide = 640;

    /// <exception cref="ModelPackageException">It is not a graph that can be loaded, or has no image.</exception>
    public NetworkDescription Describe(string file)
    {
        using var graph = new Graph(file, options.ExecutionProvider, options.Threads);
        var metadata = new ExporterMetadata(graph.Signature.Metadata);
        var questions = new List<string>();
        var (image, isOpen) = FindImage(graph, metadata);
        if (isOpen)
        {
            questions.Add($"input.width, input.height: the graph leaves them open; {image.Size} is {(metadata.ImageSize is null ? "assumed" : "what the exporter says")}");
        }

        Measure(graph, image, questions);
        var guess = new OutputReading(graph.Signature, metadata, image.Size).Guess();
        bool isUltralytics = metadata.Task is not null;
        if (!isUltralytics && image.Spec.Type is not TensorType.UInt8)
        {
            questions.Add("input.colour, input.mean, input.scale: a file does not say how pixels are normalised; RGB from 0 to 1 is assumed");
        }

        questions.AddRange(guess?.Questions ?? [$"family: its outputs are {string.Join("; ", graph.Outputs.Values)}, which is none that is known"]);
        var names = Names(metadata, guess, questions);
        var manifest = new JsonObject
        {
            ["name"] = NameOf(file),
            ["version"] = "1",
            ["description"] = "",
            ["licence"] = "",
            ["origin"] = Path.GetFileName(file),
            ["family"] = guess?.Family ?? "",
            ["input"] = InputOf(image, isOpen, guess?.Family == "rows"),
            ["classes"] = new JsonArray([.. names.Select((name, i) => new JsonObject { ["id"] = i + (guess?.FirstId ?? 0), ["name"] = name, ["kind"] = guess?.AreThings == false ? "stuff" : "thing" })]),
            ["graphs"] = new JsonObject { ["keyframe"] = "keyframe.onnx" },
        };
        if (guess?.Decode is { Count: > 0 } decode)
        {
            manifest["decode"] = decode;
        }

        return new NetworkDescription(guess?.Family, manifest, [.. graph.Inputs.Values.Select(i => $"input  {i}"), .. graph.Outputs.Values.Select(o => $"output {o}")], guess is null ? [] : [guess.Reason], questions);
    }

    private static (ImageTensor Image, bool IsOpen) FindImage(Graph graph, ExporterMetadata metadata)
    {
        var manifest = ManifestOf(new ModelInput { Width = 0, Height = 0 });
        try
        {
            return (ImageTensor.Find(graph.Signature, manifest), false);
        }
        catch (ModelPackageException) when (graph.Inputs.Values.Any(i => i.IsOpen))
        {
            var (height, width) = metadata.ImageSize ?? (UsualSide, UsualSide);
            return (ImageTensor.Find(graph.Signature, ManifestOf(new ModelInput { Width = width, Height = height })), true);
        }
    }

    private static ModelManifest ManifestOf(ModelInput input)
    {
        Category[] none = [new(0, "", true, default)];
        return new ModelManifest { File = "model.json", Name = "", Version = "", Input = input, Categories = none, Channels = new ClassChannels(none) };
    }

    /// <summary>Runs the graph once on a black picture, where its image is its only input.</summary>
    private static void Measure(Graph graph, ImageTensor image, List<string> questions)
    {
        if (graph.Inputs.Keys.FirstOrDefault(name => name != image.Spec.Name) is { } other)
        {
            questions.Add($"input.constants: the graph has another input, {graph.Inputs[other]}; what does it get?");
            return;
        }

        var inputs = OpenBatch.Settle(graph.Signature, [image.Spec]);
        using var black = new TensorSet(inputs.Values);
        try
        {
            graph.Measure(inputs, black);
        }
        catch (InferenceException e)
        {
            questions.Add($"the graph fails on a black picture: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Names(ExporterMetadata metadata, NetworkGuess? guess, List<string> questions)
    {
        if (metadata.Names.Count > 0)
        {
            if (guess?.Classes > 0 && guess.Classes != metadata.Names.Count)
            {
                questions.Add($"classes: the exporter names {metadata.Names.Count}, but the outputs have columns of {guess.Classes}");
            }

            return metadata.Names;
        }

        int count = Math.Clamp(guess?.Classes ?? 1, 1, 1024);
        questions.Add(guess?.Classes > 0 ? $"classes: the file has no names; {count} are numbered" : "classes: the file says neither how many there are nor their names; one stands in model.json");
        return [.. Enumerable.Range(guess?.FirstId ?? 0, count).Select(i => $"class {i}")];
    }

    private static JsonObject InputOf(ImageTensor image, bool isOpen, bool isLetterboxed)
    {
        var input = new JsonObject { ["name"] = image.Spec.Name };
        if (isOpen)
        {
            (input["width"], input["height"]) = (image.Size.Width, image.Size.Height);
        }

        input["fit"] = isLetterboxed ? "letterbox" : "stretch";
        if (image.Spec.Type is not (TensorType.UInt8 or TensorType.Int32))
        {
            input["scale"] = new JsonArray(1 / 255.0, 1 / 255.0, 1 / 255.0);
        }

        return input;
    }

    private static string NameOf(string file)
    {
        string name = new([.. Path.GetFileNameWithoutExtension(file).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
        return name.Length <= 64 ? name : name[..64];
    }
}
