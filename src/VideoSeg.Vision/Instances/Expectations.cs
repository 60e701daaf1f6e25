namespace VideoSeg.Vision.Instances;

/// <summary>
/// Decides which detections count: sure ones always, unsure ones where a thing is expected that no surer detection has taken. These are the two
/// associations of ByteTrack (Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box"), with its thresholds.
/// </summary>
/// <param name="categoryIds">The category of each class, by index.</param>
internal sealed class Expectations(IReadOnlyList<int> categoryIds)
{
    private const double LeastOverlapOfSure = 0.2;

    private const double LeastOverlapOfUnsure = 0.5;

    private readonly List<ExpectedThing> _open = [];
    private double _sure;
    private PixelSize _frame;
    private PixelBox _area;

    /// <summary>Starts the next frame.</summary>
    /// <param name="sure">The lowest score of a detection that needs no expectation, 0 to 1.</param>
    /// <param name="expected">In pixels of the frame.</param>
    /// <param name="frame">The size of the frame.</param>
    /// <param name="area">Where the frame lies in the network's input.</param>
    public void Begin(double sure, IReadOnlyList<ExpectedThing> expected, PixelSize frame, PixelBox area)
    {
        (_sure, _frame, _area) = (sure, frame, area);
        _open.Clear();
        _open.AddRange(expected);
    }

    /// <param name="score">0 to 1.</param>
    /// <param name="classIndex">The index of its class.</param>
    /// <param name="box">x0, y0, x1, y1 in pixels of the network's input.</param>
    /// <param name="match">The expected thing that the detection fits best; null: none that is left.</param>
    /// <returns>Whether the detection takes part in the merge.</returns>
    public bool Accepts(float score, int classIndex, ReadOnlySpan<float> box, out ExpectedThing? match)
    {
        match = null;
        PixelBox place = InFrame(box);
        double most = score >= _sure ? LeastOverlapOfSure : LeastOverlapOfUnsure;
        foreach (ExpectedThing thing in _open)
        {
            double overlap = PixelBox.IntersectionOverUnion(thing.Box, place);
            if (thing.CategoryId == categoryIds[classIndex] && overlap >= most)
            {
                (match, most) = (thing, overlap);
            }
        }

        return score >= _sure || match is not null;
    }

    /// <summary>Removes a thing, because a detection has taken it.</summary>
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
