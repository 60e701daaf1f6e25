using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families.PanopticVideo;

/// <summary>The heads lie in the outputs as they are needed; nothing is copied.</summary>
internal sealed class PanopticVideoDecoder(ModelInput input, int gridWidth, int gridHeight, bool hasSemanticHead, int detections, bool hasEmbeddings, long headsBytes) : IHeadsDecoder
{
    public int GridWidth => gridWidth;

    public int GridHeight => gridHeight;

    public long HeadsBytes => headsBytes;

    public bool HasSemanticHead => hasSemanticHead;

    public PanopticHeads Decode(TensorSet outputs) => new()
    {
        GridWidth = gridWidth,
        GridHeight = gridHeight,
        Input = new PixelSize(input.Width, input.Height),
        FrameArea = new PixelBox(0, 0, input.Width, input.Height),
        Detections = detections,
        Semantic = Head(outputs, HeadNames.Semantic, hasSemanticHead),
        Prototypes = Head(outputs, HeadNames.Prototypes, detections > 0),
        Scores = Head(outputs, HeadNames.Scores, detections > 0),
        Boxes = Head(outputs, HeadNames.Boxes, detections > 0),
        Coefficients = Head(outputs, HeadNames.Coefficients, detections > 0),
        Embeddings = Head(outputs, HeadNames.Embeddings, hasEmbeddings),
    };

    private static ReadOnlySpan<float> Head(TensorSet outputs, string name, bool present) =>
        present ? outputs.Span<float>(name) : [];
}
