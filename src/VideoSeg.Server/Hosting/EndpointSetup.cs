using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using VideoSeg.Jobs.Registry;
using VideoSeg.Server.Access;
using VideoSeg.Server.Access.Grants;
using VideoSeg.Server.Grpc.Calls;
using VideoSeg.Server.Grpc.Jobs;
using VideoSeg.Server.Grpc.Models;
using VideoSeg.Server.Grpc.Results;
using VideoSeg.Server.Grpc.Streams;
using VideoSeg.Server.Health;
using VideoSeg.Server.Metering;
using VideoSeg.Server.Telemetry;
using VideoSeg.Server.Viewer;
using VideoSeg.Server.WebSockets;
using VideoSeg.Sources;

namespace VideoSeg.Server.Hosting;

/// <summary>
/// All endpoints. Each requires an authenticated caller unless it says AllowAnonymous; <see cref="Grpc.Calls.MethodTable"/> has the permissions that
/// gRPC methods require.
/// </summary>
internal static class EndpointSetup
{
    public static void Map(WebApplication app)
    {
        ServerRun.Prepare(app);

        // First: what follows sees the client's address and scheme, not the proxy's.
        app.UseProxies();

        // Before the access check, which reads a WebSocket's sub-protocols.
        app.UseWebSockets(StreamSocket.Options);
        app.UseAccess();

        // Browsers speak gRPC-Web.
        app.UseGrpcWeb(new GrpcWebOptions { DefaultEnabled = true });
        app.UseMiddleware<MeteredBodies>();
        MapService<SegmentationGrpcService>(app);
        MapService<ModelGrpcService>(app);
        MapService<ResultGrpcService>(app);
        MapService<HealthGrpcService>(app).AllowProbes();
        if (Has<JobRegistry>(app))
        {
            MapService<BatchGrpcService>(app);
        }

        if (Has<SourceRegistry>(app))
        {
            MapService<SourceGrpcService>(app);
        }

        app.MapGrpcReflectionService();
        app.MapMetrics();
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).AllowProbes();
        app.MapHealthChecks("/healthz/ready").AllowProbes();
        app.MapStreamSocket();
        app.MapViewer();
    }

    /// <summary>A caller who may call none of a method's streams is refused before a message is read.</summary>
    private static GrpcServiceEndpointConventionBuilder MapService<T>(WebApplication app)
        where T : class
    {
        var service = app.MapGrpcService<T>();
        service.Add(endpoint =>
        {
            if (endpoint.Metadata.OfType<GrpcMethodMetadata>().SingleOrDefault() is { } called && MethodTable.PermissionOf(called.Method.FullName) is { } permission)
            {
                endpoint.Metadata.Add(new Requirement(permission));
            }
        });
        return service;
    }

    private static bool Has<T>(WebApplication app) => app.Services.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T));
}
