using System.Diagnostics;
using System.Text.RegularExpressions;
using VideoSeg.Cli;
using VideoSeg.V1;

namespace VideoSeg.Bench.Peers;

/// <summary>A minimal server in Node.js that runs the same graph: @grpc/grpc-js, onnxruntime-node and sharp.</summary>
internal static partial class NodeServer
{
    private static string Folder => Path.Combine(RepositoryPaths.Root, "bench", "peers", "node");

    /// <summary>Starts the server. The first start installs its npm packages, without their install scripts.</summary>
    /// <exception cref="CommandFailedException">Node or npm was not found, or a package could not be installed.</exception>
    public static async Task<Peer> StartAsync(string modelFolder, BenchClip clip, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            await InstallAsync(cancellationToken);
        }

        var process = await PeerProcess.StartAsync(
            "node", [Path.Combine(Folder, "server.mjs"), Path.GetFullPath(modelFolder), Path.Combine(RepositoryPaths.Root, "protos")], cancellationToken);
        var ready = ReadyLine().Match(process.FirstLine);
        return ready.Success
            ? new ServerPeer(ready.Groups["versions"].Value, new Uri(ready.Groups["grpc"].Value), clip, new StreamConfig { MaskEncoding = MaskEncoding.Rle }, process)
            : throw new CommandFailedException($"The Node server printed '{process.FirstLine}'; expected 'ready grpc=ADDRESS VERSIONS'.");
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("npm", ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]) { WorkingDirectory = Folder };
        using var npm = Process.Start(start)!;
        await npm.WaitForExitAsync(cancellationToken);
        if (npm.ExitCode != 0)
        {
            throw new CommandFailedException($"npm install in {Folder} failed with exit code {npm.ExitCode}.");
        }
    }

    [GeneratedRegex(@"^ready grpc=(?<grpc>\S+) (?<versions>.*)$")]
    private static partial Regex ReadyLine();
}
