using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using VideoSeg.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>Models, health and reflection of a server.</summary>
public sealed class DiscoveryTests(SharedServer server)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Models_are_listed_with_their_classes()
    {
        var models = await server.Client.ListModelsAsync(Cancelled);
        Assert.Equal(["general", "general-small", "street"], models.Select(m => m.Name));
        var model = models[2];

        Assert.Equal(("street", true, 480u, 352u), (model.Name, model.IsDefault, model.InputWidth, model.InputHeight));
        Assert.Equal(["car", "pedestrian", "bicyclist"], model.Categories.Where(c => c.IsThing).Select(c => c.Name));
        Assert.Equal(0x4682B4u, model.Categories.Single(c => c.Name == "sky").Colour);
        Assert.NotEmpty(model.Licence);
        Assert.Equal("CPUExecutionProvider", model.ExecutionProvider);
        Assert.Equal(model, await server.Client.GetModelAsync("street", Cancelled));
        Assert.Equal(model, await server.Client.GetModelAsync(cancellationToken: Cancelled));
    }

    [Fact]
    public async Task An_unknown_model_is_not_found_and_the_available_models_are_listed()
    {
        var refused = await Assert.ThrowsAsync<VideoSegServerException>(() => server.Client.GetModelAsync("city", Cancelled));

        Assert.Equal((StatusCode.NotFound, "MODEL_UNKNOWN"), (refused.StatusCode, refused.Reason));
        Assert.Contains("'city'; there are general, general-small, street", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("street")]
    public async Task The_server_and_each_model_are_serving(string service)
    {
        var health = await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancelled);

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Fact]
    public async Task The_health_of_an_unknown_service_is_not_found()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest { Service = "city" }, cancellationToken: Cancelled));

        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Probes_are_answered_over_http_1(string path)
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), Cancelled);

        Assert.Equal((HttpStatusCode.OK, HttpVersion.Version11), (response.StatusCode, response.Version));
    }

    [Fact]
    public async Task Reflection_names_the_services()
    {
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancelled);
        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));

        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(s => s.Name);
        Assert.Superset(
            new HashSet<string> { "videoseg.v1.SegmentationService", "videoseg.v1.ModelService", "grpc.health.v1.Health" }, names.ToHashSet());
    }
}
