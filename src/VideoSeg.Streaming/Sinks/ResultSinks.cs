using Microsoft.Extensions.Logging;

namespace VideoSeg.Streaming.Sinks;

/// <summary>All sinks of the server, each behind a queue of its own.</summary>
public sealed class ResultSinks : IAsyncDisposable
{
    private readonly SinkQueue[] _queues;

    /// <param name="sinks">Borrowed.</param>
    /// <param name="logger">Takes what goes wrong with a sink.</param>
    public ResultSinks(IEnumerable<IResultSink> sinks, ILogger<ResultSinks> logger) => _queues = [.. sinks.Select(s => new SinkQueue(s, logger))];

    /// <summary>Hands a result to each sink. Does not wait.</summary>
    public void Post(PublishedResult result)
    {
        foreach (var queue in _queues)
        {
            queue.Post(result);
        }
    }

    /// <summary>Takes no more results. The sinks get those that wait, until the deadline.</summary>
    public Task DrainAsync(CancellationToken deadline) => Task.WhenAll(_queues.Select(q => q.DrainAsync(deadline)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var queue in _queues)
        {
            await queue.DisposeAsync();
        }
    }
}
