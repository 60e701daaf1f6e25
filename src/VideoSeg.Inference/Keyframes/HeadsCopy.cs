using VideoSeg.Vision.Motion;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Inference.Keyframes;

/// <summary>Heads in memory of its own, used again and again: it grows to what it is given and stays.</summary>
internal sealed class HeadsCopy
{
    private float[] _semantic = [];
    private float[] _prototypes = [];
    private float[] _scores = [];
    private float[] _boxes = [];
    private float[] _coefficients = [];
    private float[] _embeddings = [];
    private Frozen _shape;

    /// <summary>Borrowed: valid until the next copy.</summary>
    public PanopticHeads Heads => new()
    {
        GridWidth = _shape.GridWidth,
        GridHeight = _shape.GridHeight,
        Input = _shape.Input,
        FrameArea = _shape.FrameArea,
        Detections = _shape.Detections,
        Semantic = _semantic,
        Prototypes = _prototypes,
        Scores = _scores,
        Boxes = _boxes,
        Coefficients = _coefficients,
        Embeddings = _embeddings,
    };

    public void Copy(in PanopticHeads heads)
    {
        CopyInstances(heads);
        heads.Semantic.CopyTo(Room(ref _semantic, heads.Semantic.Length));
        heads.Prototypes.CopyTo(Room(ref _prototypes, heads.Prototypes.Length));
    }

    /// <summary>Takes over the keyframe's heads as they are after the motion.</summary>
    /// <param name="keyframe">Borrowed.</param>
    /// <param name="motion">Where boxes went.</param>
    /// <param name="grid">Set to the motion's flow.</param>
    public void Move(in PanopticHeads keyframe, MotionField motion, WarpGrid grid)
    {
        CopyInstances(keyframe);
        grid.Warp(keyframe.Semantic, Room(ref _semantic, keyframe.Semantic.Length));
        grid.Warp(keyframe.Prototypes, Room(ref _prototypes, keyframe.Prototypes.Length));

        float cellWidth = (float)keyframe.Input.Width / keyframe.GridWidth;
        float cellHeight = (float)keyframe.Input.Height / keyframe.GridHeight;
        for (int i = 0; i < _boxes.Length; i += 4)
        {
            var box = _boxes.AsSpan(i, 4);
            var (x, y) = motion.MovementOf(box[0] / cellWidth, box[1] / cellHeight, box[2] / cellWidth, box[3] / cellHeight);
            (box[0], box[1], box[2], box[3]) = (box[0] + (x * cellWidth), box[1] + (y * cellHeight), box[2] + (x * cellWidth), box[3] + (y * cellHeight));
        }
    }

    private void CopyInstances(in PanopticHeads heads)
    {
        _shape = new Frozen(heads.GridWidth, heads.GridHeight, heads.Input, heads.FrameArea, heads.Detections);
        heads.Scores.CopyTo(Room(ref _scores, heads.Scores.Length));
        heads.Boxes.CopyTo(Room(ref _boxes, heads.Boxes.Length));
        heads.Coefficients.CopyTo(Room(ref _coefficients, heads.Coefficients.Length));
        heads.Embeddings.CopyTo(Room(ref _embeddings, heads.Embeddings.Length));
    }

    private static Span<float> Room(ref float[] values, int length)
    {
        if (values.Length != length)
        {
            values = new float[length];
        }

        return values;
    }

    private readonly record struct Frozen(int GridWidth, int GridHeight, Vision.PixelSize Input, Vision.PixelBox FrameArea, int Detections);
}
