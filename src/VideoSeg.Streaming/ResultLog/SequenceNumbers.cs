using Microsoft.Extensions.Logging;
using VideoSeg.Streaming.Files;

namespace VideoSeg.Streaming.ResultLog;

/// <summary>
/// Numbers that rise, also across restarts. They are reserved in blocks before the first number of a block is used, so that a server that was killed
/// continues behind all that it used; the rest is given back at an orderly end. The next block is reserved while half of one is left. A reservation that fails, since
/// the disk is full or the file is locked, is tried again until it succeeds: meanwhile there are fewer numbers, and then none. Safe for threads.
/// </summary>
public sealed partial class SequenceNumbers : IDisposable
{
    /// <summary>The numbers that are reserved together.</summary>
    internal const ulong Block = 1_000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly ResultStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>The end of the numbers that may be taken now.</summary>
    private ulong _end;

    /// <summary>The first number of the block behind them; null: none is reserved. Another server on the same store may have taken those in between.</summary>
    private ulong? _ahead;

    private TaskCompletionSource? _more;
    private Task _reserving = Task.CompletedTask;

    /// <param name="store">Keeps what is reserved; borrowed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes the failures of reservations.</param>
    /// <exception cref="SqliteFileException">The first block can't be reserved.</exception>
    public SequenceNumbers(ResultStore store, TimeProvider time, ILogger<SequenceNumbers> logger)
    {
        (_store, _time, _logger) = (store, time, logger);
        _end = store.Reserve(Block);
        Next = _end - Block;
        First = store.FirstSequence;
    }

    /// <summary>The lowest number of this numbering, which goes on across restarts if the store is a file.</summary>
    public ulong First { get; }

    /// <summary>The number that <see cref="TryTake"/> returns next.</summary>
    public ulong Next { get; private set; }

    /// <summary>Why no more numbers could be reserved at the last attempt; null: they could.</summary>
    public string? Problem { get; private set; }

    /// <summary>Whether there is no number left to take.</summary>
    public bool IsExhausted
    {
        get
        {
            lock (_gate)
            {
                return Next == _end;
            }
        }
    }

    /// <summary>Uses the next number. False: none is reserved, and <see cref="WaitAsync"/> ends when there is one again.</summary>
    public bool TryTake(out ulong sequence)
    {
        lock (_gate)
        {
            sequence = Next;
            if (Next == _end)
            {
                return false;
            }

            Next++;
            UseBlockAhead();
            if (_ahead is null && _end - Next <= Block / 2 && _reserving.IsCompleted && !_stopping.IsCancellationRequested)
            {
                _reserving = Task.Run(ReserveAheadAsync);
            }

            return true;
        }
    }

    /// <summary>Ends when a number may be there.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Next < _end ? Task.CompletedTask
                : (_more ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _stopping.Cancel();
        }

        // A reservation that has begun ends first: what it reserves is given back too.
        _reserving.GetAwaiter().GetResult();
        GiveBack();
    }

    /// <summary>Tries until a block is reserved, or the server stops.</summary>
    private async Task ReserveAheadAsync()
    {
        while (!TryReserve())
        {
            await Task.Delay(RetryPause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool TryReserve()
    {
        if (_stopping.IsCancellationRequested)
        {
            return true;
        }

        try
        {
            ulong end = _store.Reserve(Block);
            lock (_gate)
            {
                _ahead = end - Block;
                UseBlockAhead();
                _more?.SetResult();
                _more = null;
            }

            if (Problem is not null)
            {
                Log.ReservedAgain(_logger);
            }

            Problem = null;
            return true;
        }
        catch (SqliteFileException e)
        {
            if (Problem is null)
            {
                Log.NotReserved(_logger, e.Message);
            }

            Problem = e.Message;
            return false;
        }
    }

    private void UseBlockAhead()
    {
        if (Next == _end && _ahead is { } first)
        {
            (Next, _end, _ahead) = (first, first + Block, null);
        }
    }

    private void GiveBack()
    {
        try
        {
            if (_ahead is { } first)
            {
                _store.GiveBack(first + Block, first);
            }

            // Does nothing unless the two blocks lie behind each other.
            _store.GiveBack(_end, Next);
        }
        catch (SqliteFileException e)
        {
            // The numbers have a gap then, as after a kill.
            Log.NotReserved(_logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Results: no more sequence numbers can be reserved; this is tried again each second, and streams wait when there are none left: {Problem}")]
        public static partial void NotReserved(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "Results: sequence numbers are reserved again")]
        public static partial void ReservedAgain(ILogger logger);
    }
}
