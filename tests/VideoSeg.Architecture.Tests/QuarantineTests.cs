namespace VideoSeg.Architecture.Tests;

public sealed class QuarantineTests
{
    /// <summary>The namespace of a dependency, and the namespaces of ours that may use its types.</summary>
    public static TheoryData<string, string[]> Quarantine => new()
    {
        { "OpenCvSharp", ["VideoSeg.Vision"] },
        { "Microsoft.ML.OnnxRuntime", ["VideoSeg.Inference"] },
        { "Microsoft.Data.Sqlite", ["VideoSeg.Streaming.Files"] },
        { "MQTTnet", ["VideoSeg.Events.Sinks"] },
        { "Microsoft.AspNetCore", ["VideoSeg.Server", "Microsoft.Extensions.DependencyInjection"] },
        { "VideoSeg.V1", ["VideoSeg.Server.Grpc", "VideoSeg.Server.WebSockets", "VideoSeg.Client", "VideoSeg.Cli"] },
    };

    [Theory]
    [MemberData(nameof(Quarantine))]
    public void A_dependency_is_used_in_its_place_alone(string dependency, string[] places)
    {
        var users = Projects.Written.SelectMany(Dependencies.Of).Where(d => Dependencies.IsIn(d.To, dependency)).Select(d => d.From).ToArray();
        Assert.NotEmpty(users);

        Assert.Empty(users.Where(type => !places.Any(place => Dependencies.IsIn(type, place))).Select(type => type.FullName).Distinct());
    }
}
