using VideoSeg.Inference.Keyframes;
using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Frames;
using VideoSeg.Vision.Pictures;

namespace VideoSeg.Inference.Tests.Families;

/// <summary>What contradicts itself is refused with both sides named: when a package is loaded where that can be seen, and else with the frame.</summary>
public sealed class BadPackageTests
{
    [Theory]
    [InlineData("yolo-raw", "outputs", """{"row":"output0"}""", "outputs.row is no role of family rows; allowed are rows, prototypes")]
    [InlineData("yolo-raw", "outputs", """{"rows":"nosuch"}""", "outputs.rows is 'nosuch'; the outputs of keyframe.onnx are output0 float [1,11,")]
    [InlineData("yolo-raw", "outputs", """{"rows":5}""", "outputs.rows is 5; the outputs of keyframe.onnx are output0")]
    [InlineData("yolo-raw", "outputs", """{"rows":true}""", "outputs.rows is true; allowed are the name of an output in quotes, or its place from 0")]
    [InlineData("yolo-raw", "outputs", """{"rows":"output1","prototypes":"output0"}""", "output output1 float [1,4,32,40] does not fit the role rows of family rows; it must be [1,columns,rows]")]
    [InlineData("yolo-raw", "decode", """{"form":"end-to-end"}""", "form 'end-to-end' has 10 columns (box, score, class + 4 mask coefficients). Its shape is that of form 'raw', but decode.form is 'end-to-end'")]
    [InlineData("yolo-end-to-end", "decode", """{"form":"raw"}""", "Its shape is that of form 'end-to-end', but decode.form is 'raw'")]
    [InlineData("yolo-raw", "classes", """[{"id":0,"name":"a","kind":"thing"}]""", "form 'raw' has 9 columns (box + 1 classes + 4 mask coefficients)")]
    [InlineData("yolo-raw", "classes", """[{"id":0,"name":"a","kind":"stuff"},{"id":1,"name":"b","kind":"stuff"},{"id":2,"name":"c","kind":"stuff"}]""", "classes has no class of kind thing")]
    [InlineData("yolo-raw", "decode", """{"nms":2}""", "decode.nms is 2; allowed are 0 to 1")]
    [InlineData("yolo-raw", "decode", """{"box":"corners"}""", "decode.box is no field of model.json; allowed are form, objectness, score, boxes")]
    [InlineData("yolo-raw", "input", """{"layout":"nhwc"}""", "input.layout is 'nhwc', but input images float [1,3,128,160] of keyframe.onnx is nchw")]
    [InlineData("maskrcnn", "outputs", """{"boxes":"scores","scores":"boxes"}""", "does not fit the role boxes of family detections")]
    [InlineData("maskrcnn", "input", """{"width":320}""", "input image float [3,128,160] does not fit input.width of model.json, which is 320")]
    [InlineData("rf-detr", "decode", """{"score":"softmax"}""", "output labels float [1,20,3] has 3 columns; with softmax and background 'last' 2 of them are classes, but the classes in model.json read 3")]
    [InlineData("detr", "outputs", """{"masks":"pred_boxes"}""", "does not fit the role masks of family queries")]
    [InlineData("semantic", "composition", "\"overlapping\"", "composition is 'overlapping', but the network detects no instances; allowed are panoptic")]
    [InlineData("semantic", "decode", """{"form":"class-map"}""", "output out float [1,3,32,40] does not fit decode.form 'class-map'")]
    public void A_contradiction_is_refused_when_the_package_is_loaded(string package, string field, string value, string expected)
    {
        using var spoilt = FamilyPackage.Spoilt(package, field, value);
        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(spoilt.Folder, Packages.Options));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith(spoilt.Folder, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("odd-queries", "queries", "decode.score is missing, and output first float [1,9,5] of keyframe.onnx may be read both ways: allowed are sigmoid (each class by itself), softmax")]
    [InlineData("custom-operator", "semantic", "ONNX Runtime can't load it")]
    [InlineData("outside-data", "semantic", "ONNX Runtime can't load it")]
    public void A_network_that_cannot_be_used_is_refused_when_the_package_is_loaded(string network, string family, string expected)
    {
        using var package = FamilyPackage.Of(network, family);
        Assert.Contains(expected, Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_more_than_two_gigabytes_is_refused_at_once()
    {
        using var package = FamilyPackage.Of("scores", "rows");
        using (var file = File.OpenWrite(package.Graph))
        {
            file.SetLength(3L << 30);
        }

        var refused = Assert.Throws<ModelPackageException>(() => SegmentationModel.Load(package.Folder, Packages.Options));
        Assert.Contains("has 3,221,225,472 bytes; an ONNX file has at most 2,147,483,647", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scores-nan", "rows", "output output0 float [1,7,20] has the value NaN; finite numbers are expected")]
    [InlineData("scores-infinite", "rows", "output output0 float [1,7,20] has the value infinity; finite numbers are expected")]
    [InlineData("scores-percent", "rows", "output output0 float [1,7,20] has the score 60; probabilities are 0 to 1")]
    [InlineData("changing", "semantic", "has the shape [1,3,8,16] now; when the package was loaded it was [1,3,16,16]")]
    [InlineData("unknown-class", "semantic", "has the class number 37; the classes in model.json have 0 to 2, and 255 is none")]
    public void What_contradicts_the_package_in_a_frame_fails_that_frame(string network, string family, string expected)
    {
        using var package = FamilyPackage.Of(network, family);
        using var model = SegmentationModel.Load(package.Folder, Packages.Options);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var bright = Grey(255);
        using var step = segmenter.Prepare(bright, TimeSpan.Zero);
        Assert.Contains(expected, Assert.Throws<InferenceException>(step.Execute).Message, StringComparison.Ordinal);

        using var dark = Grey(0);
        using var next = segmenter.Prepare(dark, TimeSpan.FromSeconds(0.1));
        next.Execute();
    }

    [Fact]
    public void No_more_detections_are_kept_than_the_package_allows_and_they_are_the_surest()
    {
        using var whole = new FamilyFixture("yolo-raw");
        using var package = FamilyPackage.Spoilt("yolo-raw", "decode", """{"form":"raw","max_instances":5}""");
        using var model = SegmentationModel.Load(package.Folder, Packages.Options);
        using var segmenter = model.OpenStream(new EveryFramePolicy());
        using var picture = FrameDecoder.Decode(new EncodedPicture(File.ReadAllBytes(FamilyFixture.Folder("picture.png"))), new FrameLimits(1_000_000));
        using var step = segmenter.Prepare(picture, TimeSpan.Zero);
        step.Execute();
        Assert.Equal(5, step.Prediction.Instances.Count);
        Assert.Equal(whole.Step.Prediction.Instances.Boxes[..20], step.Prediction.Instances.Boxes);
    }

    private static Frame Grey(byte value)
    {
        byte[] pixels = new byte[3 * 64 * 64];
        pixels.AsSpan().Fill(value);
        return FrameDecoder.Decode(new RawPicture(PixelFormat.Bgr24, new PixelSize(64, 64), 0, pixels), new FrameLimits(1_000_000));
    }
}
