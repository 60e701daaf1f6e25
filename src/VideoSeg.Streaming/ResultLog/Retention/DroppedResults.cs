namespace VideoSeg.Streaming.ResultLog.Retention;

/// <summary>Which results a reader cannot get any more, as one read found it.</summary>
/// <param name="Shares">The streams that lost results.</param>
/// <param name="Forgotten">Up to this sequence results are gone, and it is not known of which streams; 0: none.</param>
internal readonly record struct DroppedResults(IReadOnlyList<StreamShare> Shares, ulong Forgotten)
{
    /// <summary>Whether a result of this sequence, or a later one, may have been dropped.</summary>
    public bool MayReach(ulong sequence) => Shares.Count > 0 || Forgotten >= sequence;

    /// <summary>Whether results between the two sequences, both included, may have been dropped before they were read.</summary>
    public bool MayLieBetween(ulong first, ulong last) =>
        first <= last && (first <= Forgotten || (Shares.Count > 0 && Shares.Any(s => s.DroppedBetween(first, last))));
}
