using VideoSeg.Inference.Runtime;
using VideoSeg.Streaming.Scheduling;
using VideoSeg.Streaming.Tests.Fakes;

namespace VideoSeg.Streaming.Tests.Scheduling;

public sealed class StepSchedulerTests : IDisposable
{
    private readonly FakeModel _model = new();
    private readonly List<FakeStep> _steps = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task As_many_steps_run_as_there_are_workers_and_the_next_begins_when_one_ends()
    {
        var steps = Enumerable.Range(0, 3).ToDictionary(_ => NewStep(), _ => (Begun: new TaskCompletionSource(), End: new TaskCompletionSource()));
        _model.Run = step =>
        {
            steps[step].Begun.SetResult();
            return steps[step].End.Task.WaitAsync(Cancel);
        };
        using var scheduler = new StepScheduler(workers: 2);
        var runs = _steps.Select(step => scheduler.ExecuteAsync(step, new StepShare(5))).ToArray();
        await steps[_steps[0]].Begun.Task.WaitAsync(Cancel);
        await steps[_steps[1]].Begun.Task.WaitAsync(Cancel);
        Assert.False(steps[_steps[2]].Begun.Task.IsCompleted);

        steps[_steps[1]].End.SetResult();
        await runs[1].WaitAsync(Cancel);
        await steps[_steps[2]].Begun.Task.WaitAsync(Cancel);
        Assert.False(runs[0].IsCompleted);

        steps[_steps[0]].End.SetResult();
        steps[_steps[2]].End.SetResult();
        await Task.WhenAll(runs).WaitAsync(Cancel);
    }

    [Fact]
    public async Task A_step_that_fails_fails_alone()
    {
        var fails = NewStep();
        _model.Run = step => step == fails ? throw new InvalidOperationException("No.") : Task.CompletedTask;
        using var scheduler = new StepScheduler(workers: 1);
        var failing = scheduler.ExecuteAsync(fails, new StepShare(5));
        await scheduler.ExecuteAsync(NewStep(), new StepShare(5)).WaitAsync(Cancel);
        Assert.Contains("No.", (await Assert.ThrowsAsync<InferenceException>(() => failing)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Steps_use_all_cores_until_more_than_half_of_the_workers_are_busy()
    {
        var end = new TaskCompletionSource();
        var begun = new SemaphoreSlim(0);
        _model.Run = _ =>
        {
            begun.Release();
            return end.Task.WaitAsync(Cancel);
        };
        using var scheduler = new StepScheduler(workers: 4);
        var runs = new List<Task>();
        for (int i = 0; i < 4; i++)
        {
            runs.Add(scheduler.ExecuteAsync(NewStep(), new StepShare(5)));
            await begun.WaitAsync(Cancel);
        }

        end.SetResult();
        await Task.WhenAll(runs).WaitAsync(Cancel);
        Assert.Equal([false, false, true, true], _steps.Select(step => step.OneThread));
    }

    [Fact]
    public async Task Disposing_finishes_what_is_pending()
    {
        var end = new TaskCompletionSource();
        var first = NewStep();
        _model.Run = step => step == first ? end.Task : Task.CompletedTask;
        var scheduler = new StepScheduler(workers: 1);
        var runs = new[] { scheduler.ExecuteAsync(first, new StepShare(5)), scheduler.ExecuteAsync(NewStep(), new StepShare(5)) };
        var disposing = Task.Run(scheduler.Dispose, Cancel);
        end.SetResult();
        await disposing;
        Assert.All(runs, run => Assert.True(run.IsCompletedSuccessfully));
        Assert.Throws<ObjectDisposedException>(() => { _ = scheduler.ExecuteAsync(NewStep(), new StepShare(5)); });
    }

    public void Dispose()
    {
        _steps.ForEach(step => step.Dispose());
        Assert.Equal(0, _model.Open);
    }

    private FakeStep NewStep()
    {
        var step = _model.NewStep();
        _steps.Add(step);
        return step;
    }
}
