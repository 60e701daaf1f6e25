using System.IO.Pipelines;
using System.Text;
using VideoSeg.Evaluation.Instances;
using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Sources.Feeds.Mjpeg;
using VideoSeg.Vision;

namespace VideoSeg.Bench.Fuzz.Files;

/// <summary>Files and bodies that others write: model manifests, COCO annotations, the body of an MJPEG camera.</summary>
internal static class ForeignFiles
{
    private static readonly KeyframePolicies Policies = new(KeyframePolicies.BuiltIn);

    public static FuzzTarget Manifest { get; } = ParsedFile.Target(
        "manifest", "model.json", [.. Packages().Select(File.ReadAllBytes)], path => ManifestReader.Read(Path.GetDirectoryName(path)!, Policies));

    public static FuzzTarget Coco { get; } = ParsedFile.Target("coco", "instances.json", [Encoding.UTF8.GetBytes(CocoSeed)], ReadCoco);

    public static FuzzTarget Multipart { get; } = new(
        "mjpeg",
        [
            "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\none\r\n--frame\r\nContent-Length: 3\r\n\r\ntwo\r\n--frame--\r\n"u8.ToArray(),
            "\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\none\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\ntwo\r\n--frame--\r\n"u8.ToArray(),
        ],
        ReadMultipart);

    private const string CocoSeed = """
        { "images": [{ "id": 1, "file_name": "a.jpg", "width": 32, "height": 24 }],
          "categories": [{ "id": 1, "name": "person" }, { "id": 3, "name": "car" }],
          "annotations": [
            { "id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 20, "bbox": [1, 2, 10, 8], "segmentation": [[1, 2, 11, 2, 11, 10, 1, 10]] },
            { "id": 2, "image_id": 1, "category_id": 3, "iscrowd": 1, "area": 5, "bbox": [0, 0, 5, 1], "segmentation": { "size": [24, 32], "counts": [0, 5, 763] } },
            { "id": 3, "image_id": 1, "category_id": 3, "iscrowd": 0, "area": 5, "bbox": [0, 0, 5, 1], "segmentation": { "size": [24, 32], "counts": "05[g0" } }] }
        """;

    private static IEnumerable<string> Packages() =>
        Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, "tests", "fixtures", "packages"), "model.json", SearchOption.AllDirectories);

    private static void ReadCoco(string path)
    {
        var instances = CocoInstances.Open(path);
        foreach (long image in instances.ImageSizes.Keys)
        {
            _ = instances.InstancesOf(image);
        }
    }

    private static bool ReadMultipart(byte[] input)
    {
        var pictures = new JpegPictures(PipeReader.Create(new System.Buffers.ReadOnlySequence<byte>(input)));
        try
        {
            int count = 0;
            while (pictures.NextAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is not null)
            {
                count++;
            }

            return count > 0;
        }
        catch (VideoSegException)
        {
            return false;
        }
    }
}
