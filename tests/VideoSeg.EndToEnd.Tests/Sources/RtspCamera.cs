using System.Diagnostics;
using System.Globalization;

namespace VideoSeg.EndToEnd.Tests.Sources;

/// <summary>A real RTSP server (GStreamer from Debian) that serves the bundled clip to clients that know the password. `./videoseg test` installs what it needs.</summary>
internal sealed class RtspCamera : IAsyncDisposable
{
    public const string User = "viewer";

    /// <summary>The password, with characters that must be escaped in a URI.</summary>
    public const string Password = "s3cret:@/";

    private Process _process;

    private RtspCamera(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>The address without user and password.</summary>
    public string Shown => $"rtsp://127.0.0.1:{Port}/camera";

    public string Uri(string password = Password) => Shown.Replace("//", $"//{User}:{System.Uri.EscapeDataString(password)}@", StringComparison.Ordinal);

    public static async Task<RtspCamera> StartAsync()
    {
        var (process, port) = await LaunchAsync(0);
        return new RtspCamera(process, port);
    }

    /// <summary>Suspends the camera: its connections stay open, but it sends nothing.</summary>
    public void Freeze() => Send("-STOP");

    public void Thaw() => Send("-CONT");

    /// <summary>Stops the camera and starts it again.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        (_process, _) = await LaunchAsync(Port);
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<(Process Process, int Port)> LaunchAsync(int port)
    {
        string clip = Repository.Path("clients", "VideoSeg.Cli", "Clips", "street.mp4");
        var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/python3", [Repository.Path("tests", "fixtures", "rtsp", "camera.py"), clip, port.ToString(CultureInfo.InvariantCulture), User, Password])
        {
            RedirectStandardOutput = true,
        })!;
        string? ready = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
        Assert.True(ready is not null, "the RTSP server did not start: apt-get install --no-install-recommends python3-gi gir1.2-gst-rtsp-server-1.0");
        return (process, int.Parse(ready, CultureInfo.InvariantCulture));
    }

    private void Send(string signal)
    {
        using var kill = Process.Start("kill", [signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
