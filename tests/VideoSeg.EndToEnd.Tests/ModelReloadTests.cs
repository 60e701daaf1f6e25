using Grpc.Health.V1;
using Grpc.Net.Client;
using VideoSeg.Client;

namespace VideoSeg.EndToEnd.Tests;

/// <summary>SIGHUP replaces models while streams run.</summary>
public sealed class ModelReloadTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task New_streams_use_the_new_version_and_open_streams_keep_theirs()
    {
        using var models = new TemporaryFolder();
        Install(models, "colours");
        await using var server = await ServerProcess.StartAsync("--models", models.Path, "--model", "colours");
        using var client = server.NewClient();
        await using var before = await client.OpenStreamAsync(cancellationToken: Cancelled);
        await before.SendAsync(Clip.Frames(1)[0], Cancelled);

        string manifest = Path.Combine(models.Path, "colours", "model.json");
        await File.WriteAllTextAsync(manifest, (await File.ReadAllTextAsync(manifest, Cancelled)).Replace("1.0.0", "2.0.0", StringComparison.Ordinal), Cancelled);
        Install(models, "semantic-only");
        server.HangUp();
        await ReloadedAsync(client);

        await using var after = await client.OpenStreamAsync(cancellationToken: Cancelled);
        Assert.Equal(("1.0.0", "2.0.0"), (before.Started.ModelVersion, after.Started.ModelVersion));
        await before.SendAsync(Clip.Frames(2)[1], Cancelled);
        await before.CompleteAsync();
        Assert.Equal(2, await before.ReadResultsAsync(Cancelled).CountAsync(r => r.Segmentation is not null, Cancelled));
        await after.SendAsync(Clip.Frames(1)[0], Cancelled);
        await after.CompleteAsync();
        Assert.Equal(1, await after.ReadResultsAsync(Cancelled).CountAsync(r => r.Segmentation is not null, Cancelled));

        using var channel = GrpcChannel.ForAddress(server.Grpc);
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = "semantic-only" }, cancellationToken: Cancelled);
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    /// <summary>Polls until the server has the model, as SIGHUP has no answer.</summary>
    private static async Task ReloadedAsync(VideoSegClient client)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while ((await client.GetModelAsync(cancellationToken: patience.Token)).Version != "2.0.0")
        {
        }
    }

    private static void Install(TemporaryFolder models, string name)
    {
        string package = models.File(name);
        Directory.CreateDirectory(package);
        foreach (string file in Directory.EnumerateFiles(Repository.Path("tests", "fixtures", "packages", name)))
        {
            File.Copy(file, Path.Combine(package, Path.GetFileName(file)));
        }
    }
}
