using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using VideoSeg.Inference;
using VideoSeg.Server.Access;
using VideoSeg.Server.Errors;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.Server.Health;
using VideoSeg.Server.Listening;
using VideoSeg.Server.Metering;
using VideoSeg.Server.Reloading;
using VideoSeg.Server.Settings;
using VideoSeg.Server.Telemetry;
using VideoSeg.Streaming;
using VideoSeg.Streaming.Admission;
using VideoSeg.Streaming.Records;
using VideoSeg.Streaming.ResultLog;
using VideoSeg.Streaming.Sessions;
using VideoSeg.Vision;

namespace VideoSeg.Server.Hosting;

/// <summary>The parts that every server has.</summary>
internal static class CoreSetup
{
    public static VideoSegBuilder AddListening(this VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<ServeOptions>, ServeOptionsCheck>();
        builder.AddOptions<ServeOptions>("Serve");

        // The drain comes before it (ServerRun). Calls that are still open then belong to clients that do not read.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<Endpoints>();
        builder.Services.AddSingleton<ConnectionPlaces>();
        builder.Services.AddSingleton<ProbePort>();
        builder.Services.AddSingleton<ServerCertificate>();
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(services => services.GetRequiredService<Endpoints>());
        return builder;
    }

    public static VideoSegBuilder AddAccess(this VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<IValidateOptions<AccessOptions>, AccessOptionsCheck>();
        builder.AddOptions<AccessOptions>("Access");
        builder.Services.AddAccess();
        builder.Services.AddHostedService<CredentialReload>();
        builder.Services.AddSingleton(services => new CallerSharing(services.GetRequiredService<AccessOptions>().HasSeveralCallers));
        return builder;
    }

    public static VideoSegBuilder AddInference(this VideoSegBuilder builder)
    {
        OpenCvThreads.UseTheCallers();
        builder.AddOptions<InferenceOptions>("Inference");
        builder.Services.AddModels();
        builder.Services.AddHostedService<ModelReload>();
        return builder;
    }

    public static VideoSegBuilder AddStreaming(this VideoSegBuilder builder)
    {
        builder.AddOptions<StreamingOptions>("Streaming");
        builder.AddOptions<ResultHubOptions>("Results");
        builder.Services.AddSingleton(services => new DataFolder(services.GetRequiredService<ServeOptions>().Data));
        builder.Services.AddSingleton(services => services.GetRequiredService<DataFolder>().Results is { } file
            ? ResultStore.InFile(file)
            : ResultStore.InMemory(services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<IResultEncoding, ResultEncoding>();
        builder.Services.AddSingleton<FilteredResults>();
        builder.Services.AddStreaming();
        return builder;
    }

    public static VideoSegBuilder AddGrpc(this VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<CallFailures>();
        builder.Services.AddSingleton<RefusalLog>();
        builder.Services.AddSingleton<StreamExchange>();
        builder.Services.AddSingleton<BytesInFlight>();
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
        return builder;
    }

    public static VideoSegBuilder AddHealth(this VideoSegBuilder builder)
    {
        builder.Services.AddSingleton<Serving>();
        builder.Services.AddSingleton<HealthWatches>();
        builder.Services.AddHealthChecks().AddCheck<ServingCheck>("serving");
        return builder;
    }

    public static VideoSegBuilder AddTelemetry(this VideoSegBuilder builder)
    {
        builder.AddOptions<TelemetryOptions>("Telemetry");
        builder.Services.AddTelemetry(builder.Configuration);
        return builder;
    }
}
