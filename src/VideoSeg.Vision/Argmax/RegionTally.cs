namespace VideoSeg.Vision.Argmax;

/// <summary>Counts the pixels of a region and keeps the smallest box around them.</summary>
internal struct RegionTally()
{
    private int _left = int.MaxValue;
    private int _top = int.MaxValue;
    private int _right;
    private int _bottom;

    public int Area { get; private set; }

    public readonly PixelBox Box => Area == 0 ? default : new PixelBox(_left, _top, _right - _left, _bottom - _top);

    /// <summary>Adds the pixels of a box; right and bottom are exclusive.</summary>
    public void Add(int left, int top, int right, int bottom)
    {
        Area += (right - left) * (bottom - top);
        _left = Math.Min(_left, left);
        _top = Math.Min(_top, top);
        _right = Math.Max(_right, right);
        _bottom = Math.Max(_bottom, bottom);
    }
}
