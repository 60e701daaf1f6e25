namespace VideoSeg.Vision.Panoptic;

/// <summary>
/// Which detections are believed: sure ones always, unsure ones where a thing is expected that no surer one has taken. These are the two
/// associations of ByteTrack (Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box"), with its thresholds.
/// </summary>
/// <param name="categories">In the order of the classes.</param>
internal sealed class Expectations(IReadOnlyList<Category> categories)
{
    private const double LeastOverlapOfSure = 0.2;

    private const double LeastOverlapOfUnsure = 0.5;

    private readonly List<ExpectedThing> _open = [];
    private double _sure;
    private PixelSize _frame;
    private PixelBox _area;

    /// <summary>The next frame.</summary>
    /// <param name="sure">Lowest score of what needs no expectation, 0 to 1.</param>
    /// <param name="expected">In pixels of the frame.</param>
    /// <param name="frame">Its size.</param>
    /// <param name="area">Where it lies in the network's input.</param>
    public void Begin(double sure, IReadOnlyList<ExpectedThing> expected, PixelSize frame, PixelBox area)
    {
        (_sure, _frame, _area) = (sure, frame, area);
        _open.Clear();
        _open.AddRange(expected);
    }

    /// <param name="score">0 to 1.</param>
    /// <param name="category">Index of the class.</param>
    /// <param name="box">x0, y0, x1, y1 in pixels of the network's input.</param>
    /// <param name="met">The thing that the detection fits best; null: none that is left.</param>
    public bool Believe(float score, int category, ReadOnlySpan<float> box, out ExpectedThing? met)
    {
        met = null;
        PixelBox place = InFrame(box);
        double most = score >= _sure ? LeastOverlapOfSure : LeastOverlapOfUnsure;
        foreach (ExpectedThing thing in _open)
        {
            double overlap = PixelBox.IntersectionOverUnion(thing.Box, place);
            if (thing.CategoryId == categories[category].Id && overlap >= most)
            {
                (met, most) = (thing, overlap);
            }
        }

        return score >= _sure || met is not null;
    }

    public void Take(ExpectedThing thing) => _open.Remove(thing);

    private PixelBox InFrame(ReadOnlySpan<float> box)
    {
        double columns = (double)_frame.Width / _area.Width;
        double rows = (double)_frame.Height / _area.Height;
        int left = (int)Math.Round((box[0] - _area.X) * columns);
        int top = (int)Math.Round((box[1] - _area.Y) * rows);
        return new PixelBox(left, top, (int)Math.Round((box[2] - _area.X) * columns) - left, (int)Math.Round((box[3] - _area.Y) * rows) - top);
    }
}
