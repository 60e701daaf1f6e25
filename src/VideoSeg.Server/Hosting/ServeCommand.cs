using Microsoft.Extensions.Options;
using VideoSeg.Events;
using VideoSeg.Inference;
using VideoSeg.Jobs;
using VideoSeg.Server.Telemetry;
using VideoSeg.Sources;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Streaming.Subscriptions;

namespace VideoSeg.Server.Hosting;

/// <summary>Serves until it is asked to stop.</summary>
internal static class ServeCommand
{
    /// <param name="settings">Of the command line; they win over appsettings.json and the environment (Serve__Urls and the like).</param>
    public static async Task RunAsync(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddVideoSegOptions();
        builder.AddStreams();
        builder.AddResults();
        builder.AddGrpcServices();
        builder.AddHealth();
        builder.AddTelemetry();
        builder.AddEndpoints();

        await using var app = builder.Build();
        app.MapVideoSeg();
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        app.Services.GetRequiredService<ModelCatalog>();
        app.Services.GetRequiredService<ResultHub>();

        // Jobs that the last server left go on at once.
        app.Services.GetRequiredService<JobRegistry>();
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<Endpoints>().Describe());

        await AskedToStopAsync(app.Lifetime);
        await DrainAsync(app.Services);
        await app.StopAsync();
    }

    private static async Task AskedToStopAsync(IHostApplicationLifetime lifetime)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStopping.Register(asked.SetResult);
        await asked.Task;
    }

    /// <summary>The ports stay open meanwhile, so that probes are told that the server is not serving.</summary>
    private static async Task DrainAsync(IServiceProvider services)
    {
        var timeout = services.GetRequiredService<IOptions<ServeOptions>>().Value.ShutdownTimeout;
        using var deadline = new CancellationTokenSource(timeout, services.GetRequiredService<TimeProvider>());
        await services.GetRequiredService<JobRegistry>().StopAsync();
        await services.GetRequiredService<SourceRegistry>().StopAsync();
        await services.GetRequiredService<StreamRegistry>().DrainAsync(deadline.Token);
        await Task.WhenAll(services.GetRequiredService<ResultHub>().DrainAsync(deadline.Token), services.GetRequiredService<EventService>().DrainAsync(deadline.Token));
    }
}
