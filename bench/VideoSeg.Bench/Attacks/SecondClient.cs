using System.Diagnostics;

namespace VideoSeg.Bench.Attacks;

/// <summary>A client that does no harm during an attack: it probes /healthz/live ten times a second, each time over a new connection, as an orchestrator does.</summary>
internal sealed class SecondClient : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _probing;
    private readonly Stopwatch _sinceSuccess = Stopwatch.StartNew();
    private TimeSpan _longest;

    /// <param name="http">The HTTP/1.1 address of the server.</param>
    public SecondClient(Uri http) => _probing = ProbeAsync(new Uri(http, "/healthz/live"));

    /// <summary>The longest time without a successful probe, in seconds.</summary>
    public double Outage => Math.Max(_longest.TotalSeconds, _sinceSuccess.Elapsed.TotalSeconds);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _probing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ProbeAsync(Uri probe)
    {
        while (true)
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
            try
            {
                using var answer = await http.GetAsync(probe, _stop.Token);
                if (answer.IsSuccessStatusCode)
                {
                    _longest = _sinceSuccess.Elapsed > _longest ? _sinceSuccess.Elapsed : _longest;
                    _sinceSuccess.Restart();
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !_stop.IsCancellationRequested))
            {
                // The next probe may come through.
            }

            await Task.Delay(Interval, TimeProvider.System, _stop.Token);
        }
    }
}
