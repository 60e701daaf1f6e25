using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using VideoSeg.Server.Telemetry;
using VideoSeg.Streaming.Telemetry;

namespace VideoSeg.Server.Tests.Telemetry;

public class UnobservedExceptionsTests
{
    [Fact]
    public async Task A_failure_that_nobody_awaited_is_counted()
    {
        var counter = Instruments.UnobservedExceptions;
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument == counter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref counted, value));
        listener.Start();
        var telling = new UnobservedExceptions(NullLogger<UnobservedExceptions>.Instance);
        await telling.StartAsync(TestContext.Current.CancellationToken);
        FailUnobserved();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        await telling.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(Interlocked.Read(ref counted) >= 1);
    }

    /// <summary>In a frame of its own, which leaves no reference to the task behind.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FailUnobserved() => _ = Task.FromException(new InvalidOperationException("left alone"));
}
