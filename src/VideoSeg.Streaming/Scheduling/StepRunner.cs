using VideoSeg.Inference.Steps;

namespace VideoSeg.Streaming.Scheduling;

/// <summary>Runs the steps of one stream: how many in parallel, on how many threads each, and with which share of the network.</summary>
/// <param name="scheduler">Executes the steps of all streams; borrowed.</param>
/// <param name="priority">The stream's weight against others.</param>
/// <param name="slots">Independent steps that run in parallel, at most.</param>
/// <param name="hasBacklog">Whether frames of the stream wait for the network.</param>
internal sealed class StepRunner(StepScheduler scheduler, int priority, int slots, Func<bool> hasBacklog) : IDisposable
{
    private readonly SemaphoreSlim _slots = new(slots);
    private readonly StepShare _share = new(priority);

    /// <summary>Starts an independent step as soon as it has a slot.</summary>
    /// <returns>The step's run.</returns>
    public async ValueTask<Task> StartAsync(InferenceStep step, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        return RunInSlotAsync(step);
    }

    /// <summary>Runs a step that depends on the one before, so that it needs no slot.</summary>
    public Task RunAsync(InferenceStep step)
    {
        // While frames of the stream wait, the other cores have work of its own, and throughput counts more than the delay of one frame.
        step.OneThread = hasBacklog();
        return scheduler.ExecuteAsync(step, _share);
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task RunInSlotAsync(InferenceStep step)
    {
        try
        {
            await RunAsync(step);
        }
        finally
        {
            _slots.Release();
        }
    }
}
