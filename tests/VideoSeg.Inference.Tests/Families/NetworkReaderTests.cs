using VideoSeg.Inference.Inspection;

namespace VideoSeg.Inference.Tests.Families;

/// <summary>`models describe` takes each network for what it is, and asks for what a file does not say.</summary>
public sealed class NetworkReaderTests
{
    [Theory]
    [InlineData("yolo-raw", "rows", "raw")]
    [InlineData("yolo-boxes", "rows", "raw")]
    [InlineData("yolo-end-to-end", "rows", "end-to-end")]
    [InlineData("yolox", "rows", "yolox")]
    [InlineData("maskrcnn", "detections", null)]
    [InlineData("regions", "detections", null)]
    [InlineData("detr", "queries", null)]
    [InlineData("rf-detr", "queries", null)]
    [InlineData("maskformer", "queries", null)]
    [InlineData("semantic", "semantic", null)]
    [InlineData("semantic-last-half", "semantic", null)]
    [InlineData("class-map", "semantic", null)]
    [InlineData("mask", "semantic", null)]
    public void A_network_of_the_field_is_taken_for_what_it_is(string package, string family, string? form)
    {
        var description = new NetworkReader(Packages.Options).Describe(Path.Combine(FamilyFixture.Folder(package), "keyframe.onnx"));
        Assert.Equal(family, description.Family);
        Assert.Equal(form, (string?)description.Manifest["decode"]?["form"]);
        Assert.NotEmpty(description.Reasons);
        Assert.Contains(description.Questions, q => q.StartsWith("input.colour", StringComparison.Ordinal));
    }

    [Fact]
    public void What_Ultralytics_writes_into_a_file_fills_the_package_and_nothing_is_asked()
    {
        var description = new NetworkReader(Packages.Options).Describe(FamilyPackage.NetworkFile("ultralytics"));
        Assert.Equal("rows", description.Family);
        Assert.Equal(["person", "bicycle", "cat's eye"], description.Manifest["classes"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal("letterbox", (string)description.Manifest["input"]!["fit"]!);
        Assert.Contains("task 'detect'", description.Reasons[0], StringComparison.Ordinal);
        Assert.Empty(description.Questions);
    }

    [Fact]
    public void Metadata_that_contradict_the_shapes_are_told()
    {
        var description = new NetworkReader(Packages.Options).Describe(FamilyPackage.NetworkFile("ultralytics-lies"));
        Assert.Equal("raw", (string)description.Manifest["decode"]!["form"]!);
        Assert.Contains("classes: the exporter names 1, but the outputs have columns of 3", description.Questions);
    }

    [Fact]
    public void What_the_names_do_not_tell_is_asked()
    {
        var description = new NetworkReader(Packages.Options).Describe(FamilyPackage.NetworkFile("odd-queries"));
        Assert.Equal("queries", description.Family);
        Assert.Contains(description.Questions, q => q.StartsWith("decode.score: sigmoid", StringComparison.Ordinal));
    }
}
