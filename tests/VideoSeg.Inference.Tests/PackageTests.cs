using System.Text.Json.Nodes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;

namespace VideoSeg.Inference.Tests;

public sealed class PackageTests
{
    [Theory]
    [InlineData("colours")]
    [InlineData("colours-planar")]
    [InlineData("semantic-only")]
    [InlineData("instances-only")]
    public void A_package_with_a_keyframe_graph_alone_loads(string name)
    {
        using var model = SegmentationModel.Load(Packages.Folder(name), Packages.Options);
        Assert.Equal(name, model.Manifest.Name);
        Assert.Equal(name != "instances-only", model.CanMapClasses);
    }

    public static TheoryData<string, string, string> WrongFields() => new()
    {
        { "name", "\"a b\"", "name is 'a b'; allowed are" },
        { "version", "\"\"", "version has 0 characters" },
        { "family", "\"mask-rcnn\"", "family is 'mask-rcnn'; known are panoptic-video" },
        { "input", """{"width":8,"height":64}""", "input.width is 8; allowed are 32 to 4096" },
        { "input", """{"width":96,"height":2000000000}""", "input.height is 2000000000; allowed are 32 to 4096" },
        { "input", """{"width":96}""", "height" },
        { "input", """{"width":128,"height":64}""", "image uint8 [1,64,128,3]" },
        { "input", """{"width":96,"height":64,"colour":"cmyk"}""", "colour" },
        { "input", """{"width":96,"height":64,"scale":[1,0,1]}""", "input.scale must be 3 finite numbers other than 0" },
        { "classes", "[]", "classes has 0 entries; allowed are 1 to 1024" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":1,"name":"b","kind":"stuff"}]""", "classes[1].id is 1, which another class has" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":2,"name":"a","kind":"stuff"}]""", "classes[1].name is 'a', which another class has" },
        { "classes", """[{"id":-1,"name":"a","kind":"stuff"}]""", "classes[0].id is -1; allowed are 0 to 65535" },
        { "classes", """[{"id":1,"name":"a","kind":"ghost"}]""", "kind" },
        { "classes", """[null]""", "classes[0] is null" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff","colour":[0,0,256]}]""", "classes[0].colour must be 3 numbers from 0 to 255" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":2,"name":"b","kind":"thing"}]""", "output semantic float [1,4,16,24] has 4 in dimension 1; expected is 2, the number of channels that the classes in model.json read" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff","channel":-1}]""", "classes[0].channel is -1; allowed are 0 to 1023" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff","channel":1024}]""", "classes[0].channel is 1024; allowed are 0 to 1023" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":2,"name":"b","kind":"stuff","channel":0}]""", "classes[1].channel is 0, which the stuff class 'a' reads" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":2,"name":"b","kind":"thing","channel":2}]""", "names channels up to 2, but none reads 1" },
        { "graphs", """{"keyframe":"../keyframe.onnx"}""", "it must name a file in the package's own folder" },
        { "graphs", """{"keyframe":"/etc/passwd"}""", "it must name a file in the package's own folder" },
        { "graphs", """{"keyframe":"other.onnx"}""", "the package has no such file" },
        { "graphs", """{"keyframe":"model.json"}""", "ONNX Runtime can't load it" },
        { "graphs", """{"keyframe":"keyframe.onnx","nonkeyframe":"between.onnx"}""", "graphs.nonkeyframe is 'between.onnx', but the package has no such file" },
        { "panoptic", """{"score":1.5}""", "panoptic.score is 1.5; allowed are 0 to 1" },
        { "panoptic", """{"expected_score":2}""", "panoptic.expected_score is 2; allowed are 0 to 1" },
        { "panoptic", """{"overlap":-1}""", "panoptic.overlap is -1; allowed are 0 to 1" },
        { "keyframes", """{"policy":"sometimes"}""", "policy" },
        { "keyframes", """{"fusion":"yes"}""", "fusion" },
        { "licens", "\"MIT\"", "licens" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void A_wrong_field_is_named_with_what_is_allowed(string field, string value, string expected)
    {
        using var package = Packages.Spoil("colours", manifest => manifest[field] = JsonNode.Parse(value));
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(package.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("null", "null")]
    [InlineData("[]", "JSON")]
    public void A_model_json_that_is_none_is_refused(string content, string expected)
    {
        using var package = new SpoiltPackage("colours");
        File.WriteAllText(package.ManifestPath, content);
        Assert.Contains(expected, Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_json_of_hostile_size_or_depth_is_refused()
    {
        using var package = new SpoiltPackage("colours");
        File.WriteAllText(package.ManifestPath, new string('[', 10_000));
        Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        File.WriteAllText(package.ManifestPath, new string(' ', 2_000_000));
        Assert.Contains("at most 1,048,576", Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_that_is_not_the_one_described_is_refused()
    {
        using var package = new SpoiltPackage("instances-only");
        File.Copy(Path.Combine(Packages.Folder("colours"), "keyframe.onnx"), package.GraphPath, overwrite: true);
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains("output semantic float [1,4,16,24] has 4 in dimension 1; expected is 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_with_an_input_that_nobody_fills_is_refused()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"] = JsonNode.Parse("""{"keyframe":"with-flow.onnx"}"""));
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains("has the inputs image, flow", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonkeyframe", "flow", "flaw", "has the input flaw; allowed are image, flow, cache.X and warped.X")]
    [InlineData("nonkeyframe", "semantic", "romantic", "has the output romantic float [1,4,16,24]; allowed are the heads of keyframe.onnx: semantic float [1,4,16,24]")]
    [InlineData("nonkeyframe", "cache.state", "cache.stale", "input cache.stale has no source: keyframe.onnx has no stale, but semantic, cache.state")]
    [InlineData("nonkeyframe", "cache.state", "warped.stat", "input warped.stat has no source: keyframe.onnx has no stat, but semantic")]
    [InlineData("keyframe", "previous.state", "previous.stats", "input previous.stats has no source: keyframe.onnx has no stats, but semantic, cache.state")]
    [InlineData("keyframe", "previous.valid", "previous.value", "input previous.value has no source: keyframe.onnx has no value, but semantic, cache.state")]
    [InlineData("keyframe", "flow", "flaw", "has the inputs image, previous.state, previous.valid, flaw; flaw is not allowed")]
    public void A_tensor_that_nothing_stands_for_is_refused(string graph, string name, string other, string expected)
    {
        using var package = new SpoiltPackage("colours-fused");
        package.Rename($"{graph}.onnx", name, other);
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(package.Folder, $"{graph}.onnx"), refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_does_not_fit_its_source_is_refused()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"]!["nonkeyframe"] = "nonkeyframe.onnx");
        File.Copy(Path.Combine(Packages.Folder("colours-fused"), "nonkeyframe.onnx"), Path.Combine(package.Folder, "nonkeyframe.onnx"));
        package.Rename("nonkeyframe.onnx", "cache.state", "cache.boxes");
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains("nonkeyframe.onnx: input cache.boxes float [1,4,8,12] does not fit its source, which is boxes float [1,1,4] in keyframe.onnx", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truncated_graph_is_refused()
    {
        using var package = new SpoiltPackage("colours");
        File.WriteAllBytes(package.GraphPath, File.ReadAllBytes(package.GraphPath)[..200]);
        Assert.Contains("keyframe.onnx", Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_that_is_not_in_the_build_stops_the_start()
    {
        var refused = Assert.Throws<ExecutionProviderException>(() =>
            SegmentationModel.Load(Packages.Folder("colours"), Packages.Options with { ExecutionProvider = "CUDAExecutionProvider" }));
        Assert.Contains("this build has CPUExecutionProvider", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_catalog_holds_the_packages_of_a_folder_and_names_its_default()
    {
        using var catalog = ModelCatalog.Load(new InferenceOptions { Models = Packages.Folder(""), DefaultModel = "semantic-only" });
        Assert.Equal(["colours", "colours-corrected", "colours-fused", "colours-planar", "colours-warped", "fails-on-red", "instances-only", "semantic-only"], catalog.Models.Select(m => m.Manifest.Name));
        Assert.Equal("semantic-only", catalog.Default.Manifest.Name);
        Assert.Null(catalog.Find("street"));
    }

    [Fact]
    public void A_catalog_without_its_default_model_is_refused() =>
        Assert.Contains(
            "the default model 'street' is not there; the folder has colours",
            Assert.Throws<ModelPackageException>(() => ModelCatalog.Load(new InferenceOptions { Models = Packages.Folder("") })).Message,
            StringComparison.Ordinal);
}
