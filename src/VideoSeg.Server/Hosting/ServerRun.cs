using System.Net.Sockets;
using Microsoft.Extensions.Options;
using VideoSeg.Events;
using VideoSeg.Inference;
using VideoSeg.Jobs.Registry;
using VideoSeg.Server.Listening;
using VideoSeg.Server.Settings;
using VideoSeg.Sources;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Server.Hosting;

/// <summary>The life of a server: validate, load, listen, wait, drain, stop.</summary>
internal static class ServerRun
{
    /// <summary>Validates the settings and opens what they name, each with the name of its setting if it fails: before anything else asks for it.</summary>
    public static void Prepare(WebApplication app)
    {
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        Open<ModelCatalog>(app, "Inference:Models");
        Open<SequenceNumbers>(app, "Serve:Data");
        Open<EventService>(app, "Events:File");
        Open<FileRoots>(app, "Jobs:Roots");
    }

    public static async Task RunAsync(WebApplication app, Action<string>? ready)
    {
        // Unfinished jobs of the last run continue at once.
        Open<JobRegistry>(app, "Jobs:Folder");
        await ListenAsync(app);
        ready?.Invoke(app.Services.GetRequiredService<Endpoints>().Describe());

        await WaitForStopAsync(app.Lifetime);
        await DrainAsync(app.Services);
        await app.StopAsync();
    }

    /// <summary>Opens what a setting names, where the server has that capability.</summary>
    private static void Open<T>(WebApplication app, string setting)
        where T : class => SettingException.Naming(setting, app.Services.GetService<T>);

    private static async Task ListenAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception e) when (e is (IOException or SocketException) and not FileNotFoundException)
        {
            throw new SettingException("Serve:Urls", e.Message, e);
        }
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
