using System.Diagnostics;
using System.Runtime.InteropServices;

namespace VideoSeg.Cli.Tests;

/// <summary>Runs `videoseg serve` on a free port.</summary>
public sealed partial class RunningServer : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Additional options of the server.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>Additional environment variables of the server.</summary>
    public Dictionary<string, string?> Environment { get; init; } = [];

    /// <summary>The scheme of the server's address.</summary>
    public string Scheme { get; init; } = "http";

    public string Address { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _process = Tool.Start(Environment, ["serve", "--urls", $"{Scheme}://127.0.0.1:0", "--http-urls", "", .. Options]);
        _ = _process.StandardError.ReadToEndAsync();
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split("grpc=") is [_, var rest])
            {
                Address = rest.Split(' ', ';')[0];
                return;
            }
        }

        Assert.Fail("The server exited before it was ready.");
    }

    /// <summary>Sends SIGTERM and returns the exit code.</summary>
    public async Task<int> StopAsync()
    {
        _ = Kill(_process!.Id, 15);
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process!.HasExited)
        {
            await StopAsync();
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int processId, int signal);
}
