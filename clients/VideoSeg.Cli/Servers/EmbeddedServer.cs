using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VideoSeg.Cli.Servers;

/// <summary>A real server on ports of its own that lives as long as this object.</summary>
internal sealed partial class EmbeddedServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _output;

    private EmbeddedServer(Process process, Uri address)
    {
        _process = process;
        Address = address;
        // A program whose output nobody takes comes to a halt.
        _output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        AppDomain.CurrentDomain.ProcessExit += Abandon;
    }

    /// <summary>The id of the server process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Where it takes gRPC calls.</summary>
    public Uri Address { get; }

    /// <summary>Starts the server program and waits until it is ready; what it writes to its error stream is shown.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="options">More of the server program's options.</param>
    public static async Task<EmbeddedServer> StartAsync(CancellationToken cancellationToken, params IEnumerable<string> options)
    {
        var command = ServerProgram.Command(["--urls", "http://127.0.0.1:0", "--http-urls", "", .. options]);
        command.RedirectStandardOutput = true;
        command.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = ServerProgram.Start(command);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (ReadyLine().Match(line) is { Success: true } ready)
                {
                    return new EmbeddedServer(process, new Uri(ready.Groups["grpc"].Value));
                }
            }

            await process.WaitForExitAsync(cancellationToken);
            throw new CommandFailedException($"The server ended with exit code {process.ExitCode} before it was ready; its words are above.");
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= Abandon;
        await StopAsync(_process);
        await _output;
    }

    private static async Task StopAsync(Process process)
    {
        UnixSignal.Terminate(process);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>The tool leaves in a hurry (a second Ctrl-C): the server must not outlive it.</summary>
    private void Abandon(object? sender, EventArgs e) => _process.Kill();

    [GeneratedRegex(@"\bgrpc=(?<grpc>[^;\s]+)")]
    private static partial Regex ReadyLine();
}
