namespace VideoSeg.Events;

/// <summary>On which of two sides something is, where a change counts once it was seen some times in a row.</summary>
/// <param name="start">The side it is taken to be on at first; null: the side that is seen first.</param>
internal struct SettledSide(bool? start)
{
    private bool? _settled = start;
    private int _against;

    public readonly bool? Value => _settled;

    /// <summary>Whether this settles the side anew.</summary>
    /// <param name="side">As it looks now.</param>
    /// <param name="needed">Times in a row.</param>
    public bool Changes(bool side, int needed)
    {
        if (_settled is null || side == _settled)
        {
            _settled = side;
            _against = 0;
            return false;
        }

        if (++_against < needed)
        {
            return false;
        }

        _settled = side;
        _against = 0;
        return true;
    }
}
