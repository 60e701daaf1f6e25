using System.Diagnostics;
using System.Text.RegularExpressions;

namespace VideoSeg.Cli.Servers;

/// <summary>Starts the server program on free ports and stops it on disposal.</summary>
internal sealed partial class EmbeddedServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _output;

    private EmbeddedServer(Process process, Uri address, Uri? httpAddress)
    {
        _process = process;
        Address = address;
        HttpAddress = httpAddress;
        // The process would block once the pipe of its standard output is full.
        _output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        AppDomain.CurrentDomain.ProcessExit += KillOnExit;
    }

    /// <summary>The process id of the server.</summary>
    public int ProcessId => _process.Id;

    /// <summary>The gRPC address of the server.</summary>
    public Uri Address { get; }

    /// <summary>The HTTP/1.1 address of the server; <see langword="null"/> unless the options ask for one.</summary>
    public Uri? HttpAddress { get; }

    /// <summary>Starts the server program and waits until it is ready. Its standard error is inherited.</summary>
    /// <param name="cancellationToken">The token to monitor for cancellation requests.</param>
    /// <param name="options">Additional options of the server program. Without --http-urls it has no HTTP/1.1 address.</param>
    public static async Task<EmbeddedServer> StartAsync(CancellationToken cancellationToken, params IEnumerable<string> options)
    {
        IEnumerable<string> http = options.Contains("--http-urls") ? [] : ["--http-urls", ""];
        var command = ServerProgram.Command(["--urls", "http://127.0.0.1:0", .. http, .. options]);
        command.RedirectStandardOutput = true;
        command.Environment["Logging__LogLevel__Default"] = "Warning";
        var process = ServerProgram.Start(command);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            {
                if (ReadyLine().Match(line) is { Success: true } ready)
                {
                    return new EmbeddedServer(process, new Uri(ready.Groups["grpc"].Value), ready.Groups["http"] is { Success: true } second ? new Uri(second.Value) : null);
                }
            }

            await process.WaitForExitAsync(cancellationToken);
            throw new CommandFailedException($"The server ended with exit code {process.ExitCode} before it was ready. See its output above.");
        }
        catch
        {
            await StopAsync(process);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillOnExit;
        await StopAsync(_process);
        await _output;
    }

    private static async Task StopAsync(Process process)
    {
        UnixSignal.Terminate(process);
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
    }

    /// <summary>Kills the server when the tool exits without disposing it (a second Ctrl-C): the server must not outlive the tool.</summary>
    private void KillOnExit(object? sender, EventArgs e) => _process.Kill();

    [GeneratedRegex(@"\bgrpc=(?<grpc>[^;\s]+)(\s+http=(?<http>[^;\s]+))?")]
    private static partial Regex ReadyLine();
}
