using System.Globalization;
using System.Net;

namespace VideoSeg.Bench;

/// <summary>Reads the metrics of a server from /metrics.</summary>
/// <param name="server">The gRPC address of the server.</param>
internal sealed class ServerMetrics(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

    /// <summary>Returns the sum over all series of a metric, or <see langword="null"/> if there are none.</summary>
    public async Task<double?> SumAsync(string metric, CancellationToken cancellationToken)
    {
        double[] values = [.. (await ScrapeAsync(cancellationToken)).Split('\n')
            .Where(line => line.StartsWith(metric + "{", StringComparison.Ordinal) || line.StartsWith(metric + " ", StringComparison.Ordinal))
            .Select(line => double.Parse(line[(line.IndexOf(line.Contains('}') ? '}' : ' ') + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture))];
        return values.Length > 0 ? values.Sum() : null;
    }

    public Task<string> ScrapeAsync(CancellationToken cancellationToken) => _http.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancellationToken);

    public void Dispose() => _http.Dispose();
}
