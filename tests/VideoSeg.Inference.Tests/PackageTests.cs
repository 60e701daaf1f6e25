using System.Text.Json.Nodes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision.Panoptic;
using VideoSeg.Vision.Tracking;

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
        { "family", "\"mask-rcnn\"", "family is 'mask-rcnn'; allowed are panoptic-video" },
        { "input", """{"width":8,"height":64}""", "input.width is 8; allowed are 32 to 4096" },
        { "input", """{"width":96,"height":2000000000}""", "input.height is 2000000000; allowed are 32 to 4096" },
        { "input", """{"width":96,"height":64,"name":"picture"}""", "input.name is 'picture'; the inputs of keyframe.onnx are image uint8 [1,64,96,3]" },
        { "input", """{"width":96,"height":64,"layout":"nchw"}""", "input.layout is 'nchw', but input image uint8 [1,64,96,3] of keyframe.onnx is nhwc" },
        { "input", """{"width":96,"height":64,"anchor":"middle"}""", "input.anchor is 'middle'; allowed are centre, top-left" },
        { "input", """{"width":96,"height":64,"pad":[0,0,300]}""", "input.pad must be 3 whole numbers from 0 to 255: red, green, blue; it is [0,0,300]" },
        { "input", """{"width":96,"height":64,"constants":{"pixel_mask":1}}""", "input.constants names 'pixel_mask'; the inputs of keyframe.onnx are image" },
        { "outputs", """{"semantic":"logits"}""", "outputs.semantic is not read by family panoptic-video" },
        { "decode", """{"form":"raw"}""", "decode.form is no field of model.json" },
        { "input", """{"width":96.5,"height":64}""", "input.width is 96.5; allowed are 32 to 4096" },
        { "input", """{"width":"wide","height":64}""", "input.width is 'wide'; allowed are 32 to 4096" },
        { "input", "[96,64]", "input is [96,64]; allowed are an object such as { \"width\": 640, \"height\": 480 }" },
        { "input", """{"width":128,"height":64}""", "image uint8 [1,64,128,3]" },
        { "input", """{"width":96,"height":64,"colour":"cmyk"}""", "input.colour is 'cmyk'; allowed are rgb, bgr" },
        { "input", """{"width":96,"height":64,"colour":["rgb"]}""", "input.colour is [\"rgb\"]; allowed are rgb, bgr" },
        { "input", """{"width":96,"height":64,"fit":7}""", "input.fit is 7; allowed are stretch, letterbox" },
        { "input", """{"width":96,"height":64,"fit":null}""", "input.fit is null; allowed are stretch, letterbox" },
        { "input", """{"width":96,"height":64,"fit":"pad"}""", "input.fit is 'pad'; allowed are stretch, letterbox" },
        { "input", """{"width":96,"height":64,"mean":5}""", "input.mean must be 3 finite numbers, one a channel; it is 5" },
        { "input", """{"width":96,"height":64,"mean":[1,"2",3]}""", "input.mean must be 3 finite numbers, one a channel; it is [1,\"2\",3]" },
        { "input", """{"width":96,"height":64,"size":1}""", "input.size is no field of model.json; allowed are width, height, colour, fit, mean, scale" },
        { "input", """{"width":96,"height":64,"scale":[1,0,1]}""", "input.scale must be 3 finite numbers other than 0" },
        { "classes", "[]", "classes has 0 entries; allowed are 1 to 1024" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":1,"name":"b","kind":"stuff"}]""", "classes[1].id is 1, which another class has" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff"},{"id":2,"name":"a","kind":"stuff"}]""", "classes[1].name is 'a', which another class has" },
        { "classes", """[{"id":-1,"name":"a","kind":"stuff"}]""", "classes[0].id is -1; allowed are 0 to 65535" },
        { "classes", """[{"id":1,"name":"a","kind":"ghost"}]""", "classes[0].kind is 'ghost'; allowed are stuff, thing" },
        { "classes", """[{"id":1,"name":"a","kind":3}]""", "classes[0].kind is 3; allowed are stuff, thing" },
        { "classes", """[{"id":1,"name":"a"}]""", "classes[0].kind is missing; allowed: stuff, thing" },
        { "classes", """[{"id":"one","name":"a","kind":"stuff"}]""", "classes[0].id is 'one'; allowed are 0 to 65535" },
        { "classes", """[{"id":1,"name":7,"kind":"stuff"}]""", "classes[0].name is 7; allowed are text in quotes" },
        { "classes", """{"id":1}""", "classes is {\"id\":1}; allowed are a list of 1 to 1024 objects" },
        { "classes", """[null]""", "classes[0] is null; allowed are an object" },
        { "classes", """[{"id":1,"name":"a","kind":"stuff","colour":[0,0,256]}]""", "classes[0].colour must be 3 whole numbers from 0 to 255" },
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
        { "graphs", """{"keyframe":"keyframe.onnx","propagated":"between.onnx"}""", "graphs.propagated is 'between.onnx', but the package has no such file" },
        { "graphs", """{"keyframe":"keyframe.onnx","propagated":"keyframe.onnx","nonkeyframe":"keyframe.onnx"}""", "graphs.propagated and graphs.nonkeyframe are both there" },
        { "panoptic", """{"score":1.5}""", "panoptic.score is 1.5; allowed are 0 to 1" },
        { "panoptic", """{"expected_score":2}""", "panoptic.expected_score is 2; allowed are 0 to 1" },
        { "panoptic", """{"overlap":-1}""", "panoptic.overlap is -1; allowed are 0 to 1" },
        { "keyframes", """{"policy":"sometimes"}""", "keyframes.policy is 'sometimes'; allowed are every-frame, fixed-interval, adaptive" },
        { "keyframes", """{"policy":2}""", "keyframes.policy is 2; allowed are every-frame, fixed-interval, adaptive" },
        { "keyframes", """{"policy":["adaptive"]}""", "keyframes.policy is [\"adaptive\"]; allowed are every-frame" },
        { "keyframes", """{"interval":0}""", "keyframes.interval is 0; allowed are 1 to 1000" },
        { "composition", "\"overlapping\"", "composition is 'overlapping', but the network has a semantic output too; allowed are panoptic" },
        { "composition", "\"collage\"", "composition is 'collage'; allowed are auto, panoptic, overlapping" },
        { "tracking", """{"memory_frames":-1}""", "tracking.memory_frames is -1; allowed are 0 to 10000" },
        { "tracking", """{"least_affinity":1.5}""", "tracking.least_affinity is 1.5; allowed are 0 to 1" },
        { "tracking", """{"reach":"far"}""", "tracking.reach is 'far'; allowed are 0 to 100" },
        { "tracking", """{"memory":30}""", "tracking.memory is no field of model.json; allowed are memory_frames, least_affinity" },
        { "keyframes", """{"fusion":"yes"}""", "keyframes.fusion is 'yes'; allowed are true, false" },
        { "licens", "\"MIT\"", "licens is no field of model.json; allowed are name, classes" },
        { "licence", "5", "licence is 5; allowed are text in quotes" },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public void A_wrong_field_is_named_with_what_is_allowed(string field, string value, string expected)
    {
        using var package = Packages.Spoil("colours", manifest => manifest[field] = JsonNode.Parse(value));
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(package.Folder, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("VideoSeg.", refused.Message[package.Folder.Length..], StringComparison.Ordinal);
        Assert.DoesNotContain("System.", refused.Message[package.Folder.Length..], StringComparison.Ordinal);
    }

    [Fact]
    public void Tracking_and_merging_are_what_the_package_says_and_else_the_defaults()
    {
        using var package = Packages.Spoil("colours", manifest =>
        {
            manifest["tracking"] = JsonNode.Parse("""{"memory_frames":7,"reach":2.5}""");
            manifest["panoptic"] = JsonNode.Parse("""{"overlap":0.25}""");
            manifest["composition"] = "panoptic";
        });
        using var model = SegmentationModel.Load(package.Folder, Packages.Options);
        Assert.Equal(new TrackerOptions { MemoryFrames = 7, Reach = 2.5 }, model.Manifest.Tracking);
        Assert.Equal(new PanopticOptions { OverlapLimit = 0.25 }, model.Manifest.Panoptic);
    }

    [Theory]
    [InlineData("", "JSON")]
    [InlineData("{", "JSON")]
    [InlineData("null", "null")]
    [InlineData("[]", "is []; a JSON object is expected")]
    [InlineData("""{"name":"a","name":"b"}""", "is not JSON")]
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
    public void The_propagated_graph_may_have_its_older_name()
    {
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"]!["nonkeyframe"] = "keyframe.onnx");
        using var model = SegmentationModel.Load(package.Folder, Packages.Options);
        Assert.True(model.HasPropagatedNetwork);
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
        using var package = Packages.Spoil("colours", manifest => manifest["graphs"]!["propagated"] = "nonkeyframe.onnx");
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

    [Theory]
    [InlineData("general", "the default model 'general' is not there; the folder has colours, ")]
    [InlineData("", "semantic-only; name the model of streams that name none: --model NAME")]
    public void A_catalog_without_its_default_model_is_refused(string name, string expected) =>
        Assert.Contains(
            expected,
            Assert.Throws<ModelPackageException>(() => ModelCatalog.Load(new InferenceOptions { Models = Packages.Folder(""), DefaultModel = name })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void The_folder_of_one_package_is_a_catalog_whose_default_is_that_package()
    {
        using var catalog = ModelCatalog.Load(new InferenceOptions { Models = Packages.Folder("semantic-only") });
        Assert.Equal("semantic-only", catalog.Default.Manifest.Name);
    }
}
