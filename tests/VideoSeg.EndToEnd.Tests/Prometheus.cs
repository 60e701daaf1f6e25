using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>A real Prometheus that scrapes a server every second.</summary>
internal sealed class Prometheus : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TemporaryFolder _folder;
    private readonly HttpClient _http;

    private Prometheus(Process process, TemporaryFolder folder, Uri address) => (_process, _folder, _http) = (process, folder, new HttpClient { BaseAddress = address });

    public static Task<bool> IsInstalledAsync() =>
        Task.FromResult(Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, "prometheus"))));

    public static async Task<Prometheus> StartAsync(Uri server)
    {
        var folder = new TemporaryFolder();
        int port = FreePort();
        await File.WriteAllTextAsync(folder.File("prometheus.yml"), $$"""
            global: { scrape_interval: 1s }
            scrape_configs: [{ job_name: videoseg, static_configs: [{ targets: ["{{server.Authority}}"] }] }]
            """);
        var start = new ProcessStartInfo(
            "prometheus",
            [$"--config.file={folder.File("prometheus.yml")}", $"--storage.tsdb.path={folder.File("data")}", $"--web.listen-address=127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var ready = new TaskCompletionSource();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("Server is ready", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        process.BeginErrorReadLine();
        await ready.Task;
        return new Prometheus(process, folder, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Waits for this number of further scrapes.</summary>
    public async Task ScrapedAsync(int times, CancellationToken cancellationToken)
    {
        double wanted = await ScrapesAsync(cancellationToken) + times;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await ScrapesAsync(cancellationToken) < wanted)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Returns whether the query has a numeric value.</summary>
    public async Task<bool> FindsAsync(string query, CancellationToken cancellationToken) =>
        (await ValuesAsync(query, cancellationToken)).Any(v => v is not "NaN");

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _http.Dispose();
        _folder.Dispose();
    }

    private async Task<double> ScrapesAsync(CancellationToken cancellationToken) =>
        (await ValuesAsync("sum(count_over_time(up[1h]))", cancellationToken)).Select(v => double.Parse(v, System.Globalization.CultureInfo.InvariantCulture)).SingleOrDefault();

    private async Task<IReadOnlyList<string>> ValuesAsync(string query, CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"/api/v1/query?query={Uri.EscapeDataString(query)}", UriKind.Relative), cancellationToken));
        return [.. answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().Select(r => r.GetProperty("value")[1].GetString()!)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
