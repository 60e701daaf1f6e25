using System.Numerics.Tensors;
using VideoSeg.Vision.Instances;
using VideoSeg.Vision.Panoptic;

namespace VideoSeg.Vision.Tracking;

/// <summary>What is remembered of one object. It moves on at constant velocity while it is not seen.</summary>
internal sealed class Track
{
    private readonly TrackerOptions _options;
    private TrackBox _box;
    private double _velocityX;
    private double _velocityY;
    private double _movedX;
    private double _movedY;
    private int _framesMoved;
    private float[] _embedding;
    private bool _seenTwice;

    public Track(long id, PanopticSegment segment, PixelSize frame, TrackerOptions options)
    {
        _options = options;
        Id = id;
        CategoryId = segment.Category.Id;
        _box = TrackBox.Of(segment.Box, frame);
        _embedding = segment.Embedding.ToArray();
    }

    public Track(TrackerState.Entry saved, TrackerOptions options)
    {
        _options = options;
        Id = saved.Id;
        CategoryId = saved.CategoryId;
        _box = new TrackBox(saved.CentreX, saved.CentreY, saved.Width, saved.Height);
        (_velocityX, _velocityY) = (saved.VelocityX, saved.VelocityY);
        (_movedX, _movedY, _framesMoved) = (saved.MovedX, saved.MovedY, saved.FramesMoved);
        _embedding = [.. saved.Embedding];
        _seenTwice = saved.SeenTwice;
        Age = saved.Age;
    }

    public long Id { get; }

    public int CategoryId { get; }

    /// <summary>Frames since the object was last seen; 1 where that was the frame before.</summary>
    public int Age { get; private set; }

    /// <summary>Whether the object was seen in the last frame, and in two frames with fresh detections.</summary>
    public bool IsFollowed => _seenTwice && Age == 0;

    public void BeginFrame() => Age++;

    /// <summary>Between two frames: where the object is expected in the next.</summary>
    public ExpectedThing NextIn(PixelSize frame) => new(CategoryId, PredictedAt(Age + 1).In(frame));

    /// <summary>How well a segment agrees with what is expected, 0 (not at all) to 1.</summary>
    public double AffinityTo(PanopticSegment segment, PixelSize frame)
    {
        if (segment.Category.Id != CategoryId)
        {
            return 0;
        }

        double position = PositionAffinity(TrackBox.Of(segment.Box, frame), frame);
        if (position == 0 || _embedding.Length == 0 || segment.Embedding.Length != _embedding.Length)
        {
            return position;
        }

        double appearance = Math.Max(0, TensorPrimitives.CosineSimilarity(_embedding, segment.Embedding.Span));
        return _options.EmbeddingWeight * appearance + (1 - _options.EmbeddingWeight) * position;
    }

    /// <summary>Moves the track to the segment; its embedding and velocity change with fresh detections alone.</summary>
    public void See(PanopticSegment segment, PixelSize frame, bool hasFreshDetections)
    {
        TrackBox box = TrackBox.Of(segment.Box, frame);
        (_movedX, _movedY) = (_movedX + box.CentreX - _box.CentreX, _movedY + box.CentreY - _box.CentreY);
        _framesMoved += Age;
        _box = box;
        Age = 0;
        if (hasFreshDetections)
        {
            TakeVelocity();
            Remember(segment.Embedding.Span);
            _seenTwice = true;
        }
    }

    public TrackerState.Entry Save() => new(
        Id, CategoryId, _box.CentreX, _box.CentreY, _box.Width, _box.Height, _velocityX, _velocityY, [.. _embedding], _seenTwice, Age, _movedX, _movedY, _framesMoved);

    private TrackBox PredictedAt(int age) => _box with { CentreX = _box.CentreX + age * _velocityX, CentreY = _box.CentreY + age * _velocityY };

    /// <summary>Overlap, or nearness where a small fast object leaps out of its own box; overlap tells more, so nearness counts half.</summary>
    private double PositionAffinity(TrackBox box, PixelSize frame)
    {
        TrackBox predicted = PredictedAt(Age);
        double reach = _options.Reach * Math.Sqrt(Age);
        double nearness = reach > 0 ? Math.Max(0, 1 - TrackBox.Distance(predicted, box, frame) / reach) : 0;
        return Math.Max(TrackBox.IntersectionOverUnion(predicted, box), nearness / 2);
    }

    private void TakeVelocity()
    {
        double inertia = _seenTwice ? _options.VelocityInertia : 0;
        _velocityX = inertia * _velocityX + (1 - inertia) * _movedX / _framesMoved;
        _velocityY = inertia * _velocityY + (1 - inertia) * _movedY / _framesMoved;
        (_movedX, _movedY, _framesMoved) = (0, 0, 0);
    }

    private void Remember(ReadOnlySpan<float> embedding)
    {
        if (embedding.Length != _embedding.Length)
        {
            _embedding = embedding.ToArray();
            return;
        }

        float inertia = (float)_options.EmbeddingInertia;
        for (int i = 0; i < embedding.Length; i++)
        {
            _embedding[i] = inertia * _embedding[i] + (1 - inertia) * embedding[i];
        }
    }
}
