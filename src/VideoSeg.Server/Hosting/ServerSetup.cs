using System.Diagnostics;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Events;
using VideoSeg.Inference;
using VideoSeg.Jobs;
using VideoSeg.Server.Access;
using VideoSeg.Server.Grpc;
using VideoSeg.Server.Telemetry;
using VideoSeg.Server.Viewer;
using VideoSeg.Server.WebSockets;
using VideoSeg.Sources;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Files;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Results;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision;

namespace VideoSeg.Server.Hosting;

/// <summary>What the server is made of.</summary>
internal static class ServerSetup
{
    public static void AddVideoSegOptions(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ServeOptions>, ServeOptionsCheck>();
        // After the drain nothing is worth waiting for: calls that are still open belong to clients that do not read.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        AddOptions<ServeOptions>("Serve");
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsCheck>();
        AddOptions<AccessOptions>("Access");
        AddOptions<InferenceOptions>("Inference");
        AddOptions<StreamingOptions>("Streaming");
        AddOptions<ResultHubOptions>("Results");
        AddOptions<TelemetryOptions>("Telemetry");
        AddOptions<JobOptions>("Jobs");
        AddOptions<EventOptions>("Events");
        builder.Services.AddSingleton<IValidateOptions<SourceOptions>, SourceOptionsCheck>();
        AddOptions<SourceOptions>("Sources");

        void AddOptions<T>(string section)
            where T : class
        {
            builder.Services.AddSingleton(new OptionsSection(section, typeof(T)));
            builder.Services.AddOptions<T>()
                .Configure(options => Bind(builder.Configuration.GetSection(section), options))
                .ValidateDataAnnotations()
                .ValidateOnStart();
        }
    }

    public static void AddStreams(this WebApplicationBuilder builder)
    {
        OpenCvThreads.UseTheCallers();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(services => ModelCatalog.Load(services.GetRequiredService<IOptions<InferenceOptions>>().Value));
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<StreamingOptions>>().Value);
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<JobOptions>>().Value);
        builder.Services.AddSingleton(services => new FileRoots(services.GetRequiredService<JobOptions>().Roots));
        builder.Services.AddSingleton<JobRegistry>();
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<SourceOptions>>().Value);
        builder.Services.AddSingleton(services =>
            ActivatorUtilities.CreateInstance<SourceRegistry>(services, (Func<ulong, ActivityContext?>)services.GetRequiredService<FrameTraces>().ParentOfOwn));
        builder.Services.AddHostedService<ModelReload>();
    }

    public static void AddResults(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<ResultHubOptions>>().Value);
        builder.Services.AddSingleton(services => services.GetRequiredService<IOptions<ServeOptions>>().Value.Data is { Length: > 0 } folder
            ? ResultStore.InFile(Path.Combine(Directory.CreateDirectory(folder).FullName, "results.db"))
            : ResultStore.InMemory(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IResultEncoding, ResultEncoding>();
        builder.Services.AddSingleton<FilteredResults>();
        builder.Services.AddSingleton(services => new EventService(
            services.GetRequiredService<IOptions<EventOptions>>().Value.File is { Length: > 0 } file
                ? EventFile.Read(file, services.GetRequiredService<ModelCatalog>())
                : null,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<EventService>>()));
        builder.Services.AddSingleton<IResultObserver>(services => services.GetRequiredService<EventService>());
        builder.Services.AddStreaming();
    }

    public static void AddGrpcServices(this WebApplicationBuilder builder)
    {
        builder.Services.AddAccess();
        builder.Services.AddGrpc(options =>
        {
            options.Interceptors.Add<StatusInterceptor>();
            options.Interceptors.Add<AccessInterceptor>();
        });
        builder.Services.AddOptions<GrpcServiceOptions>().Configure<IOptions<ServeOptions>>(
            (grpc, serve) =>
            {
                grpc.MaxReceiveMessageSize = serve.Value.MaxMessageBytes;
                grpc.CompressionProviders = [new BoundedGzip(serve.Value.MaxMessageBytes)];
            });
        builder.Services.AddGrpcReflection();
    }

    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Serving>();
        builder.Services.AddHealthChecks().AddCheck<ServingCheck>("serving");
    }

    public static void AddEndpoints(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Endpoints>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(services => services.GetRequiredService<Endpoints>());
    }

    /// <summary>Each endpoint asks who calls, unless it says AllowAnonymous; what gRPC's methods need stands in <see cref="MethodTable"/>.</summary>
    public static void MapVideoSeg(this WebApplication app)
    {
        // In front of the access check, which looks at a WebSocket's sub-protocols.
        app.UseWebSockets(StreamSocket.Options);
        app.UseAccess();
        // Browsers do not speak gRPC itself.
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.MapGrpcService<SegmentationGrpcService>();
        app.MapGrpcService<ModelGrpcService>();
        app.MapGrpcService<ResultGrpcService>();
        app.MapGrpcService<HealthGrpcService>().AllowAnonymous();
        app.MapGrpcService<BatchGrpcService>();
        app.MapGrpcService<SourceGrpcService>();
        app.MapGrpcReflectionService();
        app.MapMetrics();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready").AllowAnonymous();
        app.MapStreamSocket();
        app.MapViewer();
    }

    /// <exception cref="OptionsValidationException">A setting is not known, or its value is not of its type.</exception>
    private static void Bind<T>(IConfigurationSection section, T options)
    {
        try
        {
            section.Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException e)
        {
            throw new OptionsValidationException(section.Key, typeof(T), [e.Message]);
        }
    }
}
