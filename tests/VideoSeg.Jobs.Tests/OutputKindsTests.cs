using VideoSeg.Jobs.Outputs;
using VideoSeg.Jobs.Registry;

namespace VideoSeg.Jobs.Tests;

public sealed class OutputKindsTests
{
    private static readonly OutputKinds Kinds = new([.. BuiltInOutput.All, new Heatmap(), new Hologram()]);

    [Fact]
    public void An_output_of_a_users_own_is_found_by_its_name() =>
        Assert.Equal(["tracks", "heatmap"], Kinds.Require(["tracks", "heatmap", "tracks"]).Select(k => k.Name));

    [Fact]
    public void A_job_without_outputs_is_refused() =>
        Assert.Equal("a job has at least one output", Assert.Throws<InvalidJobException>(() => Kinds.Require([])).Message);

    [Fact]
    public void An_unknown_output_is_refused_with_what_is_allowed() =>
        Assert.Equal(
            "'sculpture' is not an output of this server; allowed are lines, panoptic, classes, tracks, overlay, summary, heatmap, hologram",
            Assert.Throws<InvalidJobException>(() => Kinds.Require(["lines", "sculpture"])).Message);

    [Fact]
    public void An_output_of_a_users_own_takes_the_place_of_one_with_its_name()
    {
        var own = new Heatmap("tracks");

        Assert.Same(own, Assert.Single(new OutputKinds([.. BuiltInOutput.All, own]).Require(["tracks"])));
    }

    [Fact]
    public void An_output_that_this_server_cannot_make_is_refused_with_the_reason()
    {
        var refused = Assert.Throws<OutputUnavailableException>(() => Kinds.Require(["hologram"]));

        Assert.Equal(("hologram", "no laser", false), (refused.Output, refused.Message, refused.NeedsFfmpeg));
    }

    private sealed class Heatmap(string name = "heatmap") : IJobOutput
    {
        public string Name => name;

        public IJobOutputWriter Open(JobOutputContext context) => throw new NotSupportedException();
    }

    private sealed class Hologram : IJobOutput
    {
        public string Name => "hologram";

        public string? Unavailable => "no laser";

        public IJobOutputWriter Open(JobOutputContext context) => throw new NotSupportedException();
    }
}
