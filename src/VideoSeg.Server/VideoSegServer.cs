using VideoSeg.Server.Hosting;

namespace VideoSeg.Server;

/// <summary>
/// Hosts VideoSeg in a web application of your own:
/// <code>
/// var builder = WebApplication.CreateBuilder(args);
/// builder.AddVideoSeg().AddJobs().AddSources().AddEvents();
///
/// var app = builder.Build();
/// app.MapVideoSeg();
/// await app.RunVideoSegAsync();
/// </code>
/// Settings are those of docs/configuration.md, from the application's own configuration.
/// </summary>
public static class VideoSegServer
{
    /// <summary>Adds streams, subscriptions, models, access control, health and telemetry.</summary>
    public static VideoSegBuilder AddVideoSeg(this WebApplicationBuilder builder) =>
        new VideoSegBuilder(builder)
            .AddListening()
            .AddAccess()
            .AddInference()
            .AddStreaming()
            .AddGrpc()
            .AddHealth()
            .AddTelemetry();

    /// <summary>Adds jobs: files in, files out.</summary>
    public static VideoSegBuilder AddJobs(this VideoSegBuilder builder) => JobSetup.Add(builder);

    /// <summary>Adds sources: cameras and files that the server pulls.</summary>
    public static VideoSegBuilder AddSources(this VideoSegBuilder builder) => SourceSetup.Add(builder);

    /// <summary>Adds events: zones and lines over tracks, with webhooks and MQTT.</summary>
    public static VideoSegBuilder AddEvents(this VideoSegBuilder builder) => EventSetup.Add(builder);

    /// <summary>
    /// Maps the gRPC services, the WebSocket, the probes, the metrics and the viewer. Every endpoint of the application, also your own, then requires an
    /// authenticated caller (<c>Access</c>), unless it says <c>AllowAnonymous</c>.
    /// </summary>
    public static void MapVideoSeg(this WebApplication app) => EndpointSetup.Map(app);

    /// <summary>Loads the models, serves until the application is asked to stop, then finishes the frames that were received.</summary>
    /// <param name="app">The application.</param>
    /// <param name="ready">Is given one line with the addresses, such as "READY grpc=http://127.0.0.1:5080", once the ports are open.</param>
    public static Task RunVideoSegAsync(this WebApplication app, Action<string>? ready = null) => ServerRun.RunAsync(app, ready);
}
