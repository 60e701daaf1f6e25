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

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
