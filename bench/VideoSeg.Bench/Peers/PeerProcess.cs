using System.Diagnostics;
using VideoSeg.Cli;

namespace VideoSeg.Bench.Peers;

/// <summary>A process that prints one line when it is ready, and one line in answer to each request line.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process _process;

    private PeerProcess(Process process, string firstLine)
    {
        _process = process;
        FirstLine = firstLine;
    }

    public string FirstLine { get; }

    /// <exception cref="CommandFailedException">The program was not found, or exited before it was ready.</exception>
    public static async Task<PeerProcess> StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };

        // A thread limit in this environment must not slow down the peer.
        start.Environment.Remove("OMP_NUM_THREADS");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CommandFailedException($"{program} could not be started: {e.Message}", e);
        }

        string? line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        return line is not null ? new PeerProcess(process, line) : throw new CommandFailedException($"{program} {string.Join(' ', arguments)} exited before it was ready. See its output above.");
    }

    public async Task<string> RequestAsync(string request, CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteLineAsync(request.AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
        return await _process.StandardOutput.ReadLineAsync(cancellationToken)
            ?? throw new CommandFailedException($"{_process.StartInfo.FileName} exited unexpectedly. See its output above.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }
}
