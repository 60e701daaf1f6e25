using System.Text.Json;

namespace VideoSeg.Cli.Tests;

/// <summary>What a server adds is asked for by its name.</summary>
public sealed class SampleHostTests(SampleHost host) : IClassFixture<SampleHost>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stream_has_the_keyframe_policy_that_the_server_adds()
    {
        var result = await Tool.RunAsync("stream", Repository.Clip, "--server", host.Address, "--policy", "alternate", "--max-frames", "4", "--json", _folder["out.jsonl"]);

        result.MustSucceed();
        Assert.Equal([true, false, true, false], Keyframes("out.jsonl").Take(4));
    }

    [Fact]
    public async Task A_job_has_the_output_and_the_keyframe_policy_that_the_server_adds()
    {
        var result = await Tool.RunAsync("batch", Repository.Clip, "--out", _folder["out"], "--server", host.Address, "--outputs", "persons,lines", "--policy", "alternate");

        result.MustSucceed();
        var keyframes = Keyframes("out/street.mp4/results.jsonl").ToList();
        Assert.Equal([true, false, true, false], keyframes.Take(4));
        var persons = File.ReadAllLines(_folder["out/street.mp4/persons.csv"]);
        Assert.Equal("frame,persons", persons[0]);
        Assert.Equal(Enumerable.Range(0, keyframes.Count).Select(i => $"{i}"), persons.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Contains(persons.Skip(1), line => int.Parse(line.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public async Task A_name_that_the_server_does_not_have_is_refused_with_those_that_it_has()
    {
        (await Tool.RunAsync("batch", Repository.Clip, "--out", _folder["out"], "--server", host.Address, "--outputs", "sculpture"))
            .MustFail(1, "'sculpture' is not an output of this server; allowed are lines, panoptic, classes, tracks, overlay, summary, persons");
        (await Tool.RunAsync("stream", Repository.Clip, "--server", host.Address, "--policy", "never"))
            .MustFail(1, "the keyframe policy is 'never'; allowed are every-frame, fixed-interval, adaptive, alternate");
    }

    private IEnumerable<bool> Keyframes(string lines) =>
        File.ReadLines(_folder[lines]).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("keyframe").GetBoolean());
}
