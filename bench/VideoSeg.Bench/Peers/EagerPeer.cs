using System.Text.Json;
using VideoSeg.Evaluation.Datasets;
using VideoSeg.Evaluation.Labels;
using VideoSeg.Vision.Maps;

namespace VideoSeg.Bench.Peers;

/// <summary>PyTorch in eager mode, with full inference on every frame, up to the panoptic map: no tracking, mask encoding or transport.</summary>
internal sealed class EagerPeer : Peer
{
    private readonly DirectoryInfo _folder;
    private readonly PeerProcess _process;
    private readonly int _frames;

    private EagerPeer(DirectoryInfo folder, PeerProcess process, int frames) => (_folder, _process, _frames) = (folder, process, frames);

    public override string Description => _process.FirstLine;

    /// <exception cref="Cli.CommandFailedException">Python was not found, or lacks torch, onnx or cv2.</exception>
    public static async Task<Peer> StartAsync(string python, string modelFolder, BenchClip clip, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("videoseg-peers-");
        try
        {
            var (frames, maps) = (folder.CreateSubdirectory("frames"), folder.CreateSubdirectory("maps"));
            foreach (var (index, jpeg) in clip.Jpegs.Index())
            {
                await File.WriteAllBytesAsync(Path.Combine(frames.FullName, $"{index:D5}.jpg"), jpeg, cancellationToken);
            }

            string script = Path.Combine(RepositoryPaths.Root, "bench", "peers", "eager", "eager.py");
            var process = await PeerProcess.StartAsync(python, [script, Path.GetFullPath(modelFolder), frames.FullName, maps.FullName], cancellationToken);
            return new EagerPeer(folder, process, clip.Jpegs.Count);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public override async Task<double> RunAsync(CancellationToken cancellationToken) =>
        JsonElement.Parse(await _process.RequestAsync("run", cancellationToken)).GetProperty("ms").GetDouble();

    public override async Task<IReadOnlyList<LabelledImage>> SegmentAsync(CancellationToken cancellationToken)
    {
        await _process.RequestAsync("maps", cancellationToken);
        return [.. Enumerable.Range(0, _frames).Select(Read)];
    }

    public override async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private LabelledImage Read(int frame)
    {
        string file = Path.Combine(_folder.FullName, "maps", $"{frame:D5}.png");
        LabelMap map = LabelFile.ReadIds(file);

        // Ids as in bench/peers/eager/panoptic.py: 1 + class for stuff, 1000 + 1000 * class + n for the n-th thing.
        var ids = map.Ids.ToArray().Distinct().Where(id => id != 0);
        return new LabelledImage(file, map.Size, map.Ids, [.. ids.Select(id => new LabelledSegment(id, id < 1000 ? id - 1 : (id / 1000) - 1))]);
    }
}
