namespace VideoSeg.Client;

/// <summary>
/// Reads COCO's compressed run lengths (cocoapi, maskApi.c, rleFrString): groups of 5 bits from the lowest on, each as the character
/// 48 + group, + 32 where more follow; the last group carries the sign. From the fourth on, a run is the difference to the one two before it.
/// </summary>
internal sealed class RleCounts(string counts)
{
    /// <summary>The most groups that a run can have: 7 groups hold 35 bits.</summary>
    private const int MaxGroups = 7;

    public IEnumerator<long> GetEnumerator()
    {
        var runs = new List<long>();
        for (var at = 0; at < counts.Length;)
        {
            var run = 0L;
            for (var group = 0; ; group++)
            {
                if (at == counts.Length || group == MaxGroups || counts[at] is < (char)48 or > (char)111)
                {
                    throw new InvalidDataException($"The run lengths are broken at character {at} of {counts.Length}.");
                }

                var bits = counts[at++] - 48;
                run |= (bits & 0x1FL) << (5 * group);
                if ((bits & 0x20) == 0)
                {
                    run |= (bits & 0x10) != 0 ? -1L << (5 * (group + 1)) : 0;
                    break;
                }
            }

            run += runs.Count > 2 ? runs[^2] : 0;
            runs.Add(run);
            yield return run;
        }
    }
}
