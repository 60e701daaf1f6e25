using System.Collections.Concurrent;
using System.Diagnostics;
using VideoSeg.Inference;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Streaming.Scheduling;

/// <summary>
/// Executes the steps of all streams on a thread of its own, first come, first served. A stream has at most one step outstanding,
/// which makes plain order fair over streams and bounds the queue by the number of streams.
/// </summary>
public sealed class StepScheduler : IDisposable
{
    private readonly BlockingCollection<PendingStep> _pending = [];
    private readonly Thread _worker;

    public StepScheduler()
    {
        _worker = new Thread(Work) { Name = "VideoSeg steps", IsBackground = true };
        _worker.Start();
    }

    /// <summary>Ends when the step's outputs are there. The step belongs to the scheduler until then: a run is never cut short.</summary>
    /// <exception cref="Inference.Runtime.InferenceException">The run failed.</exception>
    public Task ExecuteAsync(NetworkStep step)
    {
        var pending = new PendingStep(step, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        _pending.Add(pending);
        return pending.Done.Task;
    }

    /// <summary>Finishes what is pending.</summary>
    public void Dispose()
    {
        _pending.CompleteAdding();
        _worker.Join();
        _pending.Dispose();
    }

    private void Work()
    {
        foreach (var pending in _pending.GetConsumingEnumerable())
        {
            try
            {
                long start = Stopwatch.GetTimestamp();
                pending.Step.Execute();
                Instruments.StepDuration.Record(
                    Stopwatch.GetElapsedTime(start).TotalSeconds, KeyValuePair.Create("kind", (object?)(pending.Step.KeyframeReason is null ? "propagated" : "keyframe")));
                Instruments.StepFrames.Record(1);
                pending.Done.SetResult();
            }
#pragma warning disable CA1031 // The root of the loop: the failure goes to the stream that waits for the step.
            catch (Exception e)
#pragma warning restore CA1031
            {
                pending.Done.SetException(e);
            }
        }
    }

    private readonly record struct PendingStep(NetworkStep Step, TaskCompletionSource Done);
}
