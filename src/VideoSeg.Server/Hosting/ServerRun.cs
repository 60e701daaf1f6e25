using Microsoft.Extensions.Options;
using VideoSeg.Events;
using VideoSeg.Inference;
using VideoSeg.Jobs.Registry;
using VideoSeg.Server.Listening;
using VideoSeg.Sources;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Server.Hosting;

/// <summary>The life of a server: validate, load, listen, wait, drain, stop.</summary>
internal static class ServerRun
{
    public static async Task RunAsync(WebApplication app, Action<string>? ready)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Services.GetRequiredService<ModelCatalog>();
        app.Services.GetRequiredService<ResultHub>();

        // Unfinished jobs of the last run continue at once.
        app.Services.GetService<JobRegistry>();
        await app.StartAsync();
        ready?.Invoke(app.Services.GetRequiredService<Endpoints>().Describe());

        await WaitForStopAsync(app.Lifetime);
        await DrainAsync(app.Services);
        await app.StopAsync();
    }

    private static async Task WaitForStopAsync(IHostApplicationLifetime lifetime)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task;
    }

    /// <summary>Finishes what was received. The ports stay open meanwhile, so that probes learn that the server is not serving.</summary>
    private static async Task DrainAsync(IServiceProvider services)
    {
        var timeout = services.GetRequiredService<ServeOptions>().ShutdownTimeout;
        using var deadline = new CancellationTokenSource(timeout, services.GetRequiredService<TimeProvider>());
        await (services.GetService<JobRegistry>()?.StopAsync() ?? Task.CompletedTask);
        await (services.GetService<SourceRegistry>()?.StopAsync() ?? Task.CompletedTask);
        await services.GetRequiredService<StreamRegistry>().DrainAsync(deadline.Token);
        await Task.WhenAll(
            services.GetRequiredService<ResultHub>().DrainAsync(deadline.Token), services.GetService<EventService>()?.DrainAsync(deadline.Token) ?? Task.CompletedTask);
    }
}
