using System.Diagnostics;

namespace VideoSeg.Cli.Tests;

/// <summary>Runs the sample host, a server with a keyframe policy, a sink and an output of its own, on a free port.</summary>
public sealed class SampleHost : IAsyncLifetime
{
    private Process? _process;

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string[] arguments = [Repository.SampleHost, "--Serve:Urls=http://127.0.0.1:0", "--Serve:HttpUrls=", $"--Inference:Models={Repository.Models}", "--Inference:DefaultModel=street"];
        _process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("READY grpc=", StringComparison.Ordinal))
            {
                Address = line["READY grpc=".Length..].Split(' ')[0];
                _ = _process.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("The host exited before it was ready.");
    }

    public async ValueTask DisposeAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
