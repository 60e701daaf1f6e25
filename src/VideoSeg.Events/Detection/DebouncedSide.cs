namespace VideoSeg.Events.Detection;

/// <summary>The side on which something is, of two. A change counts only after it was seen several times in a row.</summary>
/// <param name="start">The side at first; null: the side that is seen first.</param>
internal struct DebouncedSide(bool? start)
{
    private bool? _side = start;
    private int _opposite;

    public readonly bool? Value => _side;

    /// <returns>Whether the side has changed.</returns>
    /// <param name="seen">The side that is seen now.</param>
    /// <param name="needed">Times in a row after which a change counts.</param>
    public bool Update(bool seen, int needed)
    {
        if (_side is null || seen == _side)
        {
            _side = seen;
            _opposite = 0;
            return false;
        }

        if (++_opposite < needed)
        {
            return false;
        }

        _side = seen;
        _opposite = 0;
        return true;
    }
}
