using System.Text;

namespace VideoSeg.Inference.Tests;

/// <summary>A package in a folder of its own, gone when disposed.</summary>
internal sealed class SpoiltPackage : IDisposable
{
    public SpoiltPackage(string original)
    {
        Folder = Directory.CreateTempSubdirectory("videoseg-package-").FullName;
        foreach (string file in Directory.EnumerateFiles(Packages.Folder(original)))
        {
            File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        }
    }

    public string Folder { get; }

    public string ManifestPath => Path.Combine(Folder, "model.json");

    public string GraphPath => Path.Combine(Folder, "keyframe.onnx");

    /// <summary>Gives a tensor of a graph another name, as long as its own.</summary>
    public void Rename(string graph, string tensor, string name)
    {
        string path = Path.Combine(Folder, graph);
        File.WriteAllText(path, File.ReadAllText(path, Encoding.Latin1).Replace(tensor, name, StringComparison.Ordinal), Encoding.Latin1);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
