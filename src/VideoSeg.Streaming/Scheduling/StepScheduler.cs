using System.Diagnostics;
using VideoSeg.Inference.Steps;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Scheduling;

/// <summary>
/// Executes the steps of all streams on threads of its own, one for each core. A stream has few steps outstanding, one or those that
/// run in parallel, so the queue is bounded by the number of streams.
/// </summary>
/// <remarks>
/// How many threads a step gets: a network alone on the machine runs on all cores, unless its stream asks for one, and as soon as there are more steps than half
/// of the cores each runs on its own thread alone: two runs in parallel do more than two runs that split each operator, which wait for their slower half.
/// </remarks>
public sealed class StepScheduler : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _available = new(0);
    private readonly FairQueue<PendingStep> _pending = new();
    private readonly Thread[] _workers;
    private int _running;
    private bool _stopping;

    /// <param name="workers">The number of threads; null: one for each core.</param>
    public StepScheduler(int? workers = null)
    {
        _workers = [.. Enumerable.Range(0, workers ?? Environment.ProcessorCount).Select(i => new Thread(Work) { Name = $"VideoSeg steps {i}", IsBackground = true })];
        foreach (var worker in _workers)
        {
            worker.Start();
        }
    }

    /// <summary>Ends when the step's outputs are ready. The step belongs to the scheduler until then: a run is never aborted.</summary>
    /// <exception cref="Inference.Runtime.InferenceException">The run failed.</exception>
    public Task ExecuteAsync(InferenceStep step, StepShare share)
    {
        var pending = new PendingStep(step, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stopping, this);
            _pending.Enqueue(pending, share);
        }

        _available.Release();
        return pending.Done.Task;
    }

    /// <summary>Finishes the pending steps.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
        }

        _available.Release(_workers.Length);
        foreach (var worker in _workers)
        {
            worker.Join();
        }

        _available.Dispose();
    }

    private void Work()
    {
        while (TryTake(out var pending))
        {
            try
            {
                long start = Stopwatch.GetTimestamp();
                pending.Step.Execute();
                Instruments.StepDuration.Record(
                    Stopwatch.GetElapsedTime(start).TotalSeconds, KeyValuePair.Create("kind", (object?)(pending.Step.KeyframeReason is null ? "propagated" : "keyframe")));
                pending.Done.SetResult();
            }
#pragma warning disable CA1031 // The root of the loop: the failure goes to the stream that waits for the step.
            catch (Exception e)
#pragma warning restore CA1031
            {
                pending.Done.SetException(e);
            }
            finally
            {
                Interlocked.Decrement(ref _running);
            }
        }
    }

    /// <summary>Waits for the next step; false: no more will come.</summary>
    private bool TryTake(out PendingStep pending)
    {
        _available.Wait();
        lock (_gate)
        {
            if (!_pending.TryDequeue(out pending))
            {
                return false;
            }

            pending.Step.OneThread |= Interlocked.Increment(ref _running) + _pending.Count > Math.Max(1, _workers.Length / 2);
            return true;
        }
    }

    private readonly record struct PendingStep(InferenceStep Step, TaskCompletionSource Done);
}
