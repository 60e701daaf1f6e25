using System.Diagnostics;
using System.Globalization;
using VideoSeg.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Runs the server program on free ports.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errorOutput;

    private ServerProcess(Process process, Task<string> errorOutput, Uri grpc, Uri http)
    {
        _process = process;
        _errorOutput = errorOutput;
        Grpc = grpc;
        Http = http;
    }

    public Uri Grpc { get; }

    /// <summary>The HTTP/1.1 address: the last URL, which is the gRPC one if there is no other.</summary>
    public Uri Http { get; }

    public VideoSegClient NewClient() => new(Grpc);

    public static Task<ServerProcess> StartAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string?>(), ["--urls", "http://127.0.0.1:0", "--http-urls", "http://127.0.0.1:0", .. arguments]);

    public static async Task<ServerProcess> StartAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        string[] models = arguments.Contains("--models") ? [] : ["--models", Repository.Path("models")];
        var process = Launch(environment, [.. models, .. arguments]);
        var errorOutput = process.StandardError.ReadToEndAsync();
        string ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The server did not start: {await errorOutput}");
        var urls = ready.Split(' ');
        Assert.Equal("READY", urls[0]);
        return new ServerProcess(process, errorOutput, new Uri(urls[1]["grpc=".Length..]), new Uri(urls[^1][(urls[^1].IndexOf('=', StringComparison.Ordinal) + 1)..]));
    }

    /// <summary>Starts a server with the small model "colours", which classifies pixels as blue or red and takes no time.</summary>
    public static Task<ServerProcess> StartSmallAsync(params string[] arguments) =>
        StartAsync(new Dictionary<string, string?>(), [.. Small, .. arguments]);

    /// <summary>Runs the program until it exits.</summary>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string?>(), arguments);

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        using var process = Launch(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Sends SIGTERM without waiting.</summary>
    public void Terminate() => Send("-TERM");

    /// <summary>Sends SIGHUP to reload changed models, without waiting.</summary>
    public void HangUp() => Send("-HUP");

    /// <summary>Returns the arguments of a server with the small test models on free ports.</summary>
    public static string[] Small { get; } =
        ["--urls", "http://127.0.0.1:0", "--http-urls", "http://127.0.0.1:0", "--models", Repository.Path("tests", "fixtures", "packages"), "--model", "colours"];

    /// <summary>Waits for the end of the process and returns its exit code and standard error.</summary>
    public async Task<(int ExitCode, string Words)> EndAsync()
    {
        await _process.WaitForExitAsync();
        return (_process.ExitCode, await _errorOutput);
    }

    /// <summary>Kills the process, which also ends its connections.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Send(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static Process Launch(Dictionary<string, string?> environment, IEnumerable<string> arguments)
    {
        // Processes started by nohup or a background job ignore these signals, and so do their children.
        var start = new ProcessStartInfo("env", ["--default-signal=HUP,INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "VideoSeg.Server.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
