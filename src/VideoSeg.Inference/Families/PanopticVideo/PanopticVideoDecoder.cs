using VideoSeg.Inference.Packages;
using VideoSeg.Inference.Runtime;
using VideoSeg.Vision;
using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Families.PanopticVideo;

/// <summary>The heads lie in the outputs as they are needed; nothing is copied.</summary>
internal sealed class PanopticVideoDecoder : IHeadsDecoder
{
    private readonly ModelInput _input;
    private readonly int _detections;

    /// <param name="input">Boxes are in its pixels.</param>
    /// <param name="heads">Checked by <see cref="PanopticVideoFamily"/>.</param>
    public PanopticVideoDecoder(ModelInput input, IReadOnlyDictionary<string, TensorSpec> heads)
    {
        (_input, Heads) = (input, heads);
        long[] grid = (heads.GetValueOrDefault(HeadNames.Semantic) ?? heads[HeadNames.Prototypes]).Shape;
        (GridHeight, GridWidth) = ((int)grid[2], (int)grid[3]);
        _detections = heads.TryGetValue(HeadNames.Scores, out var scores) ? (int)scores.Shape[1] : 0;
    }

    public IReadOnlyDictionary<string, TensorSpec> Heads { get; }

    public int GridWidth { get; }

    public int GridHeight { get; }

    public bool HasSemanticHead => Heads.ContainsKey(HeadNames.Semantic);

    public string? ThingHead => Heads.ContainsKey(HeadNames.Scores) ? HeadNames.Scores : null;

    public PanopticHeads Decode(TensorSet heads) => new()
    {
        GridWidth = GridWidth,
        GridHeight = GridHeight,
        Input = _input.Size,
        FrameArea = new PixelBox(0, 0, _input.Width, _input.Height),
        Detections = _detections,
        Semantic = Head(heads, HeadNames.Semantic),
        Prototypes = Head(heads, HeadNames.Prototypes),
        Scores = Head(heads, HeadNames.Scores),
        Boxes = Head(heads, HeadNames.Boxes),
        Coefficients = Head(heads, HeadNames.Coefficients),
        Embeddings = Head(heads, HeadNames.Embeddings),
    };

    /// <summary>Maps are warped, boxes follow the cells inside them, and what an instance is (scores, coefficients, embedding) stays.</summary>
    public void Move(string head, ReadOnlySpan<float> keyframe, Span<float> moved, MotionField motion, WarpGrid grid)
    {
        if (head is HeadNames.Semantic or HeadNames.Prototypes)
        {
            grid.Warp(keyframe, moved);
            return;
        }

        keyframe.CopyTo(moved);
        if (head == HeadNames.Boxes)
        {
            MoveBoxes(moved, motion);
        }
    }

    private void MoveBoxes(Span<float> boxes, MotionField motion)
    {
        float cellWidth = (float)_input.Width / GridWidth;
        float cellHeight = (float)_input.Height / GridHeight;
        for (int i = 0; i < boxes.Length; i += 4)
        {
            var box = boxes.Slice(i, 4);
            var (x, y) = motion.MovementOf(box[0] / cellWidth, box[1] / cellHeight, box[2] / cellWidth, box[3] / cellHeight);
            (box[0], box[1], box[2], box[3]) = (box[0] + (x * cellWidth), box[1] + (y * cellHeight), box[2] + (x * cellWidth), box[3] + (y * cellHeight));
        }
    }

    private ReadOnlySpan<float> Head(TensorSet heads, string name) => Heads.ContainsKey(name) ? heads.Span<float>(name) : [];
}
