using System.Text.Json.Nodes;

namespace VideoSeg.Inference.Tests.Families;

/// <summary>A package in a folder of its own, gone when disposed.</summary>
internal sealed class FamilyPackage : IDisposable
{
    private FamilyPackage(string graph, JsonObject manifest)
    {
        Folder = Directory.CreateTempSubdirectory("videoseg-family-").FullName;
        File.Copy(graph, Path.Combine(Folder, "keyframe.onnx"));
        File.WriteAllText(Path.Combine(Folder, "model.json"), manifest.ToJsonString());
    }

    public string Folder { get; }

    public string Graph => Path.Combine(Folder, "keyframe.onnx");

    /// <summary>A package of tests/fixtures/families, one field of whose model.json is another.</summary>
    public static FamilyPackage Spoilt(string package, string field, string value)
    {
        string folder = FamilyFixture.Folder(package);
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "model.json")))!.AsObject();
        manifest[field] = JsonNode.Parse(value);
        return new FamilyPackage(Path.Combine(folder, "keyframe.onnx"), manifest);
    }

    /// <summary>A network of tests/fixtures/networks with three classes.</summary>
    public static FamilyPackage Of(string network, string family, string decode = "{}") => new(NetworkFile(network), JsonNode.Parse($$"""
        {
          "name": "{{network}}", "version": "1", "family": "{{family}}", "input": { "scale": [0.00392, 0.00392, 0.00392] }, "decode": {{decode}},
          "classes": [{ "id": 0, "name": "a", "kind": "{{(family == "semantic" ? "stuff" : "thing")}}" }, { "id": 1, "name": "b", "kind": "{{(family == "semantic" ? "stuff" : "thing")}}" }, { "id": 2, "name": "c", "kind": "{{(family == "semantic" ? "stuff" : "thing")}}" }],
          "graphs": { "keyframe": "keyframe.onnx" }
        }
        """)!.AsObject());

    public static string NetworkFile(string network) => Path.Combine(AppContext.BaseDirectory, "Networks", network + ".onnx");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
