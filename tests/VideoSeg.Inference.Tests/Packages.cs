using System.Text.Json.Nodes;

namespace VideoSeg.Inference.Tests;

/// <summary>The small packages of the tests, and copies of them to spoil.</summary>
internal static class Packages
{
    public static readonly InferenceOptions Options = new();

    public static string Folder(string name) => Path.Combine(AppContext.BaseDirectory, "Packages", name);

    /// <summary>A copy whose model.json is <paramref name="edit"/>ed.</summary>
    public static SpoiltPackage Spoil(string name, Action<JsonObject> edit)
    {
        var package = new SpoiltPackage(name);
        var manifest = JsonNode.Parse(File.ReadAllText(package.ManifestPath))!.AsObject();
        edit(manifest);
        File.WriteAllText(package.ManifestPath, manifest.ToJsonString());
        return package;
    }
}
