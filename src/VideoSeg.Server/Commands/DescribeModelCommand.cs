using System.Text.Encodings.Web;
using System.Text.Json;
using VideoSeg.Inference;
using VideoSeg.Inference.Inspection;

namespace VideoSeg.Server.Commands;

/// <summary>Says what an ONNX file is taken for, and makes a package of it.</summary>
internal static class DescribeModelCommand
{
    private const string GraphFile = "keyframe.onnx";
    private const string ManifestFile = "model.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="file">The ONNX file.</param>
    /// <param name="folder">Where the package is written; null: model.json is printed.</param>
    /// <returns>The exit code: 1 where the file is none that is known.</returns>
    /// <exception cref="Inference.Packages.ModelPackageException">The file is no graph, or the package that was written breaks its contract.</exception>
    public static int Run(string file, string? folder)
    {
        var options = new InferenceOptions();
        var description = new NetworkReader(options).Describe(file);
        foreach (string tensor in description.Tensors)
        {
            Console.WriteLine($"  {tensor}");
        }

        Console.WriteLine($"family   {description.Family ?? "none that is known"}");
        Print("because", description.Reasons);
        Print("check", description.Questions);
        string manifest = description.Manifest.ToJsonString(Json);
        if (folder is null)
        {
            Console.WriteLine(manifest);
        }
        else
        {
            Write(file, folder, manifest);
            Console.WriteLine($"written  {Path.Combine(folder, ManifestFile)}, {Path.Combine(folder, GraphFile)}");
            if (description.Family is not null)
            {
                using var model = SegmentationModel.Load(folder, options);
                Console.WriteLine($"loads    as {model.Manifest.Name}; look at it with: videoseg models check {folder} --image PICTURE --overlay OUT.png");
            }
        }

        return description.Family is null ? 1 : 0;
    }

    private static void Print(string word, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            Console.WriteLine($"{word,-8} {line}");
        }
    }

    private static void Write(string file, string folder, string manifest)
    {
        Directory.CreateDirectory(folder);
        string manifestPath = Path.Combine(folder, ManifestFile);
        if (File.Exists(manifestPath))
        {
            throw new IOException($"{manifestPath} is there already; name another folder, or remove it");
        }

        string graph = Path.Combine(folder, GraphFile);
        if (Path.GetFullPath(file) != Path.GetFullPath(graph))
        {
            File.Copy(file, graph);
        }

        File.WriteAllText(manifestPath, manifest + "\n");
    }
}
